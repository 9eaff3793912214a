import { join } from "node:path";
import type { Plan } from "../spec/mod.ts";
import { usageError } from "../spec/mod.ts";
import { checkpointedRuns, partialRuns } from "./clean_partial.ts";
import { readJsonIfPresent } from "./read_json.ts";
import type { FinishedRun } from "./read_run.ts";
import { readRun } from "./read_run.ts";
import { isRunLocked } from "./run_lock.ts";
import { readFailure } from "./run_log.ts";
import { planSchema } from "./schemas.ts";
import { studyFolder } from "./study_folder.ts";

/** One finished run of a plan. */
export interface RunRecord extends FinishedRun {
  readonly id: string;
  /** Index into `plan.trials`. */
  readonly trial: number;
  readonly seed: number;
}

/** A planned run that has no result. */
export interface MissingRun {
  readonly id: string;
  /** Index into `plan.trials`. */
  readonly trial: number;
  readonly seed: number;
  /** `under way`, `interrupted`, `not started`, or how its process failed. */
  readonly why: string;
}

/** A plan and what is there of it, both lists in the order of the plan. */
export interface StoredStudy {
  readonly plan: Plan;
  readonly runs: readonly RunRecord[];
  readonly missing: readonly MissingRun[];
}

/** The plan in a study folder, or `null` if there is none; corrupt ones throw as in `readStudy`. */
export async function readPlan(directory: string): Promise<Plan | null> {
  return await readJsonIfPresent(studyFolder(directory).plan, planSchema);
}

/**
 * Reads a study from its files. Runs in the folder that the plan does not name (of earlier code,
 * say) are left alone.
 *
 * @throws {BenchError} With exit code 2 if the folder holds no study, and with exit code 1, naming
 * the file, if a file is corrupt.
 */
export async function readStudy(directory: string): Promise<StoredStudy> {
  const plan = await readPlan(directory);
  if (plan === null) {
    throw usageError(
      `${directory} holds no study (no plan.json); give the folder that deno task bench printed, for example results/quick-mnist`,
    );
  }
  return await readRunsOf(plan, directory);
}

/**
 * Reads the further plans of a study with what is there of their runs, by name. None is an empty map.
 *
 * @throws {BenchError} As {@link readStudy}.
 */
export async function readVariants(directory: string): Promise<Map<string, StoredStudy>> {
  const found = new Map<string, StoredStudy>();
  for (const [name, plan] of await readVariantPlans(directory)) {
    found.set(name, await readRunsOf(plan, directory));
  }
  return found;
}

/**
 * Reads the further plans of a study without their runs, by name.
 *
 * @throws {BenchError} With exit code 1, naming the file, if one is corrupt.
 */
export async function readVariantPlans(directory: string): Promise<Map<string, Plan>> {
  const folder = studyFolder(directory).variants;
  const names: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (isFile && name.endsWith(".json")) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const found = new Map<string, Plan>();
  for (const name of names.sort()) {
    const plan = await readJsonIfPresent(join(folder, name), planSchema);
    if (plan !== null) found.set(name.slice(0, -5), plan);
  }
  return found;
}

async function readRunsOf(plan: Plan, directory: string): Promise<StoredStudy> {
  const runsDirectory = studyFolder(directory).runs;
  const interrupted = new Set([
    ...(await partialRuns(runsDirectory)).map((partial) => partial.runId),
    ...await checkpointedRuns(runsDirectory),
  ]);
  const runs: RunRecord[] = [];
  const missing: MissingRun[] = [];
  for (const { id, trial, spec } of plan.runs) {
    const run = await readRun(join(runsDirectory, id));
    if (run !== null) {
      runs.push({ id, trial, seed: spec.seed, ...run });
      continue;
    }
    const why = await isRunLocked(runsDirectory, id)
      ? "under way"
      : await readFailure(runsDirectory, id) ??
        (interrupted.has(id) ? "interrupted" : "not started");
    missing.push({ id, trial, seed: spec.seed, why });
  }
  return { plan, runs, missing };
}
