import { join } from "node:path";
import { BenchError, EXIT, type ExitCode, type Plan, usageError } from "../spec/mod.ts";
import {
  damagedFiles,
  isRunLocked,
  partialRuns,
  readFailure,
  readPlan,
  readPredictions,
  readRun,
  readRunSpec,
  readVariantPlans,
  storedRunId,
  studyFolder,
} from "../store/mod.ts";
import { joinPlans } from "./join_plans.ts";
import { jsonDifferences } from "./json_differences.ts";

/** Something in a study's folder that should not be so. */
export interface StudyProblem {
  /** Exit code that stands for its kind; 0 for a remark. */
  readonly code: ExitCode;
  /** One line. */
  readonly text: string;
}

/**
 * Looks for what makes the results of a study untrustworthy: files that changed, runs, seeds or
 * predictions that are gone, seeds that are twice there, results that are equal, runs that different
 * kernels computed.
 *
 * @throws {BenchError} With exit code 2 if the folder holds no study, 1 if its plan is corrupt.
 */
export async function lintStudy(directory: string): Promise<StudyProblem[]> {
  const main = await readPlan(directory);
  if (main === null) throw usageError(`${directory} holds no study (no plan.json)`);
  const plan = joinPlans(main, await readVariantPlans(directory));
  const { runs } = studyFolder(directory);
  const found: StudyProblem[] = [...planProblems(main)];
  const seen: Seen = { digests: new Map(), kernels: new Map() };
  for (const run of plan.runs) {
    const name = nameOf(plan, run);
    try {
      found.push(...await runProblems(run, { name, plan, runs, seen }));
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      found.push({ code: error.code, text: `${name}: ${error.message}` });
    }
  }
  found.push(...mixedKernels(seen), ...await strangers(plan, runs));
  for (const { runId: id } of await partialRuns(runs)) {
    if (await isRunLocked(runs, id)) continue;
    found.push({ code: EXIT.done, text: `an unfinished attempt at run ${id} was left behind` });
  }
  return found;
}

function nameOf(plan: Plan, { trial, spec }: Plan["runs"][number]): string {
  return `${plan.trials[trial]?.label ?? "unknown trial"} seed ${spec.seed}`;
}

/** Problems of the plan alone. */
function planProblems(plan: Plan): StudyProblem[] {
  const { seeds } = plan.sweep;
  const problem = (text: string): StudyProblem => ({ code: EXIT.unsound, text: `plan: ${text}` });
  const twice = <T>(
    values: readonly T[],
  ) => [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
  const removed = plan.trials.flatMap(({ label, role }, trial) => {
    const own = plan.runs.filter((run) => run.trial === trial).map((run) => run.spec.seed);
    // Exploratory cells may have fewer seeds.
    const expected = role === "sweep" ? seeds.slice(0, plan.sweep.sweepSeeds) : seeds;
    return expected.filter((seed) => !own.includes(seed))
      .map((seed) => problem(`seed ${seed} of ${label} was removed`));
  });
  return [
    ...twice(seeds).map((seed) => problem(`seed ${seed} is there twice`)),
    ...twice(plan.runs.map((run) => nameOf(plan, run))).map((name) =>
      problem(`${name} is there twice`)
    ),
    ...twice(plan.runs.map((run) => run.id)).map((id) => problem(`run ${id} is there twice`)),
    ...removed,
  ];
}

/** What all runs of a study are compared by; added to run by run. */
interface Seen {
  /** Runs by their trial and the checksum of their predictions. */
  readonly digests: Map<string, string>;
  /** Names of the runs by the kernels that computed them. */
  readonly kernels: Map<string, string[]>;
}

/** Builds of kernels round differently: what such runs differ in may come from that. */
function mixedKernels({ kernels }: Seen): StudyProblem[] {
  if (kernels.size < 2) return [];
  const parts = [...kernels].map(([name, runs]) => `${name} (${runs.length}, first ${runs[0]})`);
  return [{
    code: EXIT.unsound,
    text: `runs were made with different kernels: ${parts.join("; ")}`,
  }];
}

async function runProblems(
  { id, trial, spec }: Plan["runs"][number],
  { name, plan, runs, seen: { digests, kernels } }: {
    readonly name: string;
    readonly plan: Plan;
    readonly runs: string;
    readonly seen: Seen;
  },
): Promise<StudyProblem[]> {
  const directory = join(runs, id);
  const problems: StudyProblem[] = [];
  const say = (code: ExitCode, text: string) => problems.push({ code, text: `${name}: ${text}` });
  const damaged = await damagedFiles(directory);
  for (const { path, why } of damaged ?? []) say(EXIT.internal, `${path}: ${why}`);
  if (damaged !== null && damaged.length > 0) return problems;
  const run = await readRun(directory);
  if (run === null) {
    const why = await isRunLocked(runs, id) ? "under way" : await readFailure(runs, id);
    say(EXIT.incomplete, `no result (${why ?? "not finished"})`);
    return problems;
  }
  if (damaged === null) say(EXIT.done, "no checksums: it was made by an earlier version");
  if (jsonDifferences(await readRunSpec(directory), spec).length > 0) {
    say(EXIT.internal, `${join(directory, "spec.json")} is not what the plan says`);
  }
  const { code, dataSha256, backend } = run.environment;
  kernels.set(backend.kernels, [...kernels.get(backend.kernels) ?? [], name]);
  if (await storedRunId(directory, { code, data: dataSha256 }) !== id) {
    say(EXIT.internal, `id ${id} is not that of its specification, code and data`);
  }
  if (code !== plan.code || dataSha256 !== plan.data.sha256) {
    say(EXIT.internal, "made with other code or data than the plan says");
  }
  const predictions = await readPredictions(runs.replace(/[\\/]runs$/, ""), id);
  if (predictions === null) {
    if (run.outcome.status === "completed") say(EXIT.internal, "the predictions are missing");
    return problems;
  }
  const digest = `${trial} ${predictions.sha256}`;
  const equal = digests.get(digest);
  if (equal !== undefined) say(EXIT.unsound, `the same predictions as ${equal}`);
  digests.set(digest, name);
  return problems;
}

/** Finished runs that fit the study in all but their seed and that the plan does not name. */
async function strangers(plan: Plan, runs: string): Promise<StudyProblem[]> {
  const named = new Set(plan.runs.map((run) => run.id));
  const problems: StudyProblem[] = [];
  for (const id of await folders(runs)) {
    if (named.has(id)) continue;
    const run = await readRun(join(runs, id)).catch(() => null);
    if (run === null || run.environment.code !== plan.code) continue;
    const spec = await readRunSpec(join(runs, id));
    const fits = plan.runs.some((planned) =>
      jsonDifferences(planned.spec, spec).every(({ field }) => field === "seed")
    );
    if (!fits) continue;
    problems.push({
      code: EXIT.unsound,
      text: `run ${id}, seed ${spec.seed} of ${spec.model.name}, is finished and fits, ` +
        "but the plan does not name it: a seed was removed",
    });
  }
  return problems;
}

async function folders(runs: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(runs));
    return entries.filter(({ name, isDirectory }) => isDirectory && !name.includes("."))
      .map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
