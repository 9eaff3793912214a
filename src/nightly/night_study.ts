import { join } from "node:path";
import { type ComparedRun, type Comparison, describe, meanOf } from "../analysis/mod.ts";
import { checkRun, compareStudy } from "../cli/compare_study.ts";
import { formatBudget, lossBits, type Plan, plannedKernels, sha256 } from "../spec/mod.ts";
import type { NightRun, NightTrial, Suite } from "../spec/night_record.ts";
import {
  readPlan,
  readStudy,
  readTrail,
  type RunRecord,
  type StoredStudy,
  type StoredTrail,
  studyFolder,
} from "../store/mod.ts";

/** The study of one night as it is compared with another. */
export interface NightStudy {
  readonly study: StoredStudy;
  readonly suite: Suite;
  /** In the order of the plan. */
  readonly trials: readonly NightTrial[];
  /** With the answers to every test example, by label. */
  readonly answers: ReadonlyMap<string, readonly ComparedRun[]>;
  /** The models against each other. */
  readonly comparisons: readonly Comparison[];
}

/**
 * Reads the study of a night.
 *
 * @param directory The night's folder.
 * @returns `null` if there is no plan in it, because the study never began.
 * @throws {BenchError} With exit code 1 if files are corrupt or contradict each other.
 */
export async function readNightStudy(directory: string): Promise<NightStudy | null> {
  if (await readPlan(directory) === null) return null;
  const study = await readStudy(directory);
  const { plan } = study;
  const answers = new Map<string, ComparedRun[]>();
  const trials: NightTrial[] = [];
  for (const [index, { label, model, role }] of plan.trials.entries()) {
    const runs: NightRun[] = [];
    const compared: ComparedRun[] = [];
    for (const record of study.runs.filter(({ trial }) => trial === index)) {
      const checked = await checkRun(directory, record);
      compared.push(checked.compared);
      runs.push(await nightRun(directory, record, checked.results));
    }
    answers.set(label, compared);
    const planned = plan.runs.filter(({ trial }) => trial === index).length;
    trials.push({ label, model, role, planned, runs, ...summary(runs, plan.sweep.alpha) });
  }
  const { comparisons } = await compareStudy(directory, study);
  return { study, suite: suiteOf(plan), trials, answers, comparisons };
}

async function nightRun(
  directory: string,
  { id, seed, outcome }: RunRecord,
  predictionsSha256: string | null,
): Promise<NightRun> {
  return {
    seed,
    status: outcome.status,
    accuracy: outcome.test.accuracy,
    loss: outcome.test.loss,
    seconds: outcome.seconds.training,
    parametersSha256: outcome.parametersSha256,
    predictionsSha256,
    trailSha256: trailHash(await readTrail(join(studyFolder(directory).runs, id))),
  };
}

function summary(
  runs: readonly NightRun[],
  alpha: number,
): Pick<NightTrial, "accuracy" | "loss" | "seconds"> {
  if (runs.length === 0) return { accuracy: null, loss: null, seconds: null };
  const { mean, interval } = describe(runs.map(({ accuracy }) => accuracy), 1 - alpha);
  const losses = runs.flatMap(({ loss }) => loss === null ? [] : [loss]);
  return {
    accuracy: { mean, interval },
    loss: losses.length === 0 ? null : meanOf(losses),
    seconds: meanOf(runs.map(({ seconds }) => seconds)),
  };
}

function suiteOf(plan: Plan): Suite {
  const { sweep, data, backend } = plan;
  return {
    name: sweep.name,
    problem: sweep.problem.name,
    dataset: sweep.dataset.name,
    dataSha256: data.sha256,
    budget: formatBudget(sweep.budget),
    backend: backend.name,
    kernels: plannedKernels(plan),
    testExamples: sweep.evaluation.testExamples,
    seeds: sweep.seeds,
  };
}

/**
 * Over the loss of every step, or `null` without a trail. The parameters in between are left out: at
 * which steps they are noted may depend on time.
 */
function trailHash({ losses }: StoredTrail): string | null {
  if (losses.size === 0) return null;
  const steps = [...losses].sort(([one], [other]) => one - other);
  return sha256(steps.map(([step, loss]) => `${step} ${lossBits([loss])}`).join("\n"));
}
