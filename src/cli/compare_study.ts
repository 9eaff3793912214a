import {
  type ComparedRun,
  comparePaired,
  type Comparison,
  type ComparisonInput,
  type ExploratoryInput,
  gateObstacle,
  meanOf,
  type SanityGate,
} from "../analysis/mod.ts";
import { BenchError, EXIT, sha256, subjectOf } from "../spec/mod.ts";
import {
  accuracyOf,
  correctExamples,
  readPredictions,
  readSanity,
  type RunRecord,
  type StoredStudy,
} from "../store/mod.ts";
import { studyGates } from "./study_gates.ts";

/** The verdicts of a study, and what speaks against its runs. */
export interface StudyComparison {
  /** The reference against each baseline that has a finished run, in the order of the plan. */
  readonly comparisons: readonly Comparison[];
  /** What each of them was made of, in the same order. */
  readonly inputs: readonly ComparisonInput[];
  /** The exploratory cells, which get no verdict; `null` without a finished run of any. */
  readonly sweep: ExploratoryInput | null;
  /** Whether each compared model has learned. */
  readonly gates: readonly SanityGate[];
  /** One sentence for each pair of seeds of one trial with identical results on every example. */
  readonly identical: readonly string[];
}

/** A run with what its predictions say. */
export interface CheckedRun {
  readonly record: RunRecord;
  readonly compared: ComparedRun;
  /** Equal for equal results on every example. */
  readonly results: string | null;
}

/**
 * Compares the reference CTM with every baseline. Exploratory cells get no verdict. The level is
 * shared by all planned baselines, those of a claim's other studies included, so that one that failed does not loosen the test of the others.
 *
 * @param directory The study's folder, which holds the predictions.
 * @throws {BenchError} With exit code 1 if predictions contradict their outcome or are corrupt.
 */
export async function compareStudy(
  directory: string,
  study: StoredStudy,
): Promise<StudyComparison> {
  const { plan, runs } = study;
  const gates = studyGates(study, await readSanity(directory));
  const checked: CheckedRun[] = [];
  for (const record of runs) checked.push(await checkRun(directory, record));
  const ofTrial = (index: number) => checked.filter((run) => run.record.trial === index);
  const identical = plan.trials.flatMap(({ label }, index) =>
    identicalSeeds(label, ofTrial(index))
  );

  const trials = plan.trials.map((trial, index) => ({
    label: trial.label,
    role: trial.role,
    index,
  }));
  const reference = trials.find(({ role }) => role === "reference");
  const baselines = trials.filter(({ role }) => role === "baseline");
  const chance = runs[0]?.outcome.test.chance;
  if (reference === undefined || chance === undefined || ofTrial(reference.index).length === 0) {
    return { comparisons: [], inputs: [], sweep: null, gates, identical };
  }
  const side = ({ label, index }: { readonly label: string; readonly index: number }) => {
    const own = ofTrial(index);
    return {
      label,
      runs: own.map((run) => run.compared),
      validationError: 1 - meanOf(own.map((run) => run.record.outcome.validation.accuracy)),
    };
  };
  const { alpha, margin, looks, scope, seeds: plannedSeeds } = plan.sweep;
  const left = side(reference);
  const inputs = baselines
    .filter(({ index }) => ofTrial(index).length > 0)
    .map((baseline): ComparisonInput => ({
      left,
      right: side(baseline),
      dataset: subjectOf(plan.sweep),
      alpha,
      comparisons: plan.sweep.claim?.comparisons ?? baselines.length,
      margin,
      chance,
      plannedSeeds,
      looks,
      scope,
      gate: gateObstacle(gates, [reference.label, baseline.label]),
    }));
  const cells = trials.filter(({ role, index }) => role === "sweep" && ofTrial(index).length > 0)
    .map(side);
  return {
    comparisons: inputs.map(comparePaired),
    inputs,
    gates,
    sweep: cells.length === 0
      ? null
      : { reference: left, cells, plannedSeeds, chance, alpha, scope },
    identical,
  };
}

/**
 * Reads the predictions of a finished run.
 *
 * @param directory The study's folder.
 * @throws {BenchError} With exit code 1 if they contradict the outcome or are corrupt.
 */
export async function checkRun(directory: string, record: RunRecord): Promise<CheckedRun> {
  const { outcome, environment } = record;
  const diverged = outcome.status === "diverged";
  const stored = await readPredictions(directory, record.id);
  if (stored !== null && !diverged && accuracyOf(stored.predictions) !== outcome.test.accuracy) {
    throw new BenchError(
      `run ${record.id} contradicts itself: its predictions give an accuracy of ${
        accuracyOf(stored.predictions)
      }, its outcome ${outcome.test.accuracy}; remove its folder and run the same command again`,
      EXIT.internal,
    );
  }
  return {
    record,
    results: diverged ? null : stored?.sha256 ?? null,
    compared: {
      seed: record.seed,
      correct: stored && correctExamples(stored.predictions),
      accuracy: outcome.test.accuracy,
      examples: outcome.test.examples,
      exampleIds: stored && exampleIdsOf(environment.dataSha256, stored.predictions.labels),
      diverged,
      validationError: 1 - outcome.validation.accuracy,
    },
  };
}

/** Equal for the same examples in the same order. */
function exampleIdsOf(data: string, labels: Uint16Array): string {
  const { buffer, byteOffset, byteLength } = labels;
  return `${data} ${sha256(new Uint8Array(buffer, byteOffset, byteLength))}`;
}

function identicalSeeds(label: string, runs: readonly CheckedRun[]): string[] {
  return runs.flatMap((run, index) => {
    const earlier = runs.slice(0, index).find((other) =>
      run.results !== null && other.results === run.results
    );
    if (earlier === undefined) return [];
    return [
      `seeds ${earlier.record.seed} and ${run.record.seed} of ${label} gave identical results on every test example`,
    ];
  });
}
