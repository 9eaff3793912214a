import { BenchError, EXIT } from "../spec/errors.ts";

/** One finished run as the analysis sees it. */
export interface ComparedRun {
  readonly seed: number;
  /**
   * The fraction of right answers to each test example at the readout tick, 1 or 0 for one answer,
   * `[n]`; `null` where predictions are missing.
   */
  readonly correct: Float64Array | null;
  /** On the test split. Ignored for a diverged run, which counts at chance level. */
  readonly accuracy: number;
  /** Number of test examples n. */
  readonly examples: number;
  /** Identifies the test examples and their order, for example a SHA-256; `null` only together with `correct`. */
  readonly exampleIds: string | null;
  readonly diverged: boolean;
  /** On the validation split, a fraction; absent for foreign results. */
  readonly validationError?: number;
}

/** One trial's runs. */
export interface ComparedSide {
  readonly label: string;
  readonly runs: readonly ComparedRun[];
  /** Mean error on the validation split, a fraction; the baseline's sets an `auto` margin. */
  readonly validationError: number;
}

/** Both runs of one seed. */
export interface RunPair {
  readonly seed: number;
  readonly left: ComparedRun;
  readonly right: ComparedRun;
}

/** The seeds present on both sides, and what was left out. */
export interface PairedRuns {
  /** Ascending by seed. */
  readonly pairs: readonly RunPair[];
  /** Seeds without a finished run on at least one side, ascending. */
  readonly dropped: readonly number[];
  /** Test examples per run. */
  readonly examples: number;
  /** One sentence for each dropped seed. */
  readonly remarks: readonly string[];
}

/**
 * Pairs the runs of two sides by seed. A seed without its partner is dropped from both.
 *
 * @param plannedSeeds Seeds that both sides should have; those of the runs are added to them.
 * @throws {BenchError} With exit code 1 for a seed that occurs twice on a side, and where number,
 * identity or order of the test examples differ.
 *
 * Source: statistical protocol, 3.3 (edge cases).
 */
export function pairRuns(
  left: ComparedSide,
  right: ComparedSide,
  plannedSeeds: readonly number[] = [],
): PairedRuns {
  const sides = [left, right].map(markDiverged);
  const [leftRuns, rightRuns] = [bySeed(sides[0]!), bySeed(sides[1]!)];
  const examples = commonExamples(sides);
  const pairs: RunPair[] = [];
  const dropped: number[] = [];
  const remarks: string[] = [];
  const seeds = [...new Set([...plannedSeeds, ...leftRuns.keys(), ...rightRuns.keys()])]
    .sort((one, other) => one - other);
  for (const seed of seeds) {
    const leftRun = leftRuns.get(seed);
    const rightRun = rightRuns.get(seed);
    if (leftRun && rightRun) {
      pairs.push({ seed, left: leftRun, right: rightRun });
      continue;
    }
    dropped.push(seed);
    const without = leftRun ? right.label : rightRun ? left.label : "either model";
    remarks.push(`seed ${seed} left out: no finished run of ${without}`);
  }
  return { pairs, dropped, examples, remarks };
}

/** A run whose accuracy is not a number has diverged, whatever it says of itself. */
function markDiverged(side: ComparedSide): ComparedSide {
  const runs = side.runs.map((run) => ({
    ...run,
    diverged: run.diverged || !Number.isFinite(run.accuracy),
  }));
  return { ...side, runs };
}

function bySeed(side: ComparedSide): Map<number, ComparedRun> {
  const runs = new Map<number, ComparedRun>();
  for (const run of side.runs) {
    if (runs.has(run.seed)) {
      throw contradiction(
        `${side.label} has two runs of seed ${run.seed}; expected one; remove or rename one of them`,
      );
    }
    runs.set(run.seed, run);
  }
  return runs;
}

/** The n that all runs share; diverged runs, which are not read, need not have it. */
function commonExamples(sides: readonly ComparedSide[]): number {
  let reference: { label: string; run: ComparedRun } | null = null;
  let ids: { label: string; run: ComparedRun } | null = null;
  for (const { label, runs } of sides) {
    for (const run of runs) {
      if (run.diverged) continue;
      checkRun(label, run);
      reference ??= { label, run };
      if (run.examples !== reference.run.examples) {
        throw contradiction(
          `${reference.label} seed ${reference.run.seed} was tested on ${reference.run.examples} examples and ${label} seed ${run.seed} on ${run.examples}; paired runs need the same test split; rerun the one with the wrong split`,
        );
      }
      if (run.exampleIds === null) continue;
      ids ??= { label, run };
      if (run.exampleIds !== ids.run.exampleIds) {
        throw contradiction(
          `${ids.label} seed ${ids.run.seed} and ${label} seed ${run.seed} were tested on different examples or in a different order; paired runs need the same test split; rerun the one with the wrong split`,
        );
      }
    }
  }
  return reference?.run.examples ?? sides.flatMap((side) => side.runs)[0]?.examples ?? 0;
}

function checkRun(label: string, run: ComparedRun): void {
  if (run.correct === null) return;
  const name = `${label} seed ${run.seed}`;
  if (run.exampleIds === null) {
    throw contradiction(
      `${name} has per-example results without example ids, so they cannot be paired; rerun it`,
    );
  }
  if (run.correct.length !== run.examples) {
    throw contradiction(
      `${name} has ${run.correct.length} per-example results for ${run.examples} examples; the two must agree; rerun it`,
    );
  }
  const accuracy = run.correct.reduce((sum, one) => sum + one, 0) / run.examples;
  if (!(Math.abs(accuracy - run.accuracy) <= 1e-6)) {
    throw contradiction(
      `${name} reports an accuracy of ${run.accuracy}, but its per-example results give ${accuracy}; the two must agree; rerun it`,
    );
  }
}

function contradiction(message: string): BenchError {
  return new BenchError(message, EXIT.internal);
}
