import type { Plan } from "../spec/mod.ts";
import {
  checkpointedRuns,
  type MissingRun,
  readStudy,
  readVariants,
  studyFolder,
} from "../store/mod.ts";
import { joinPlans } from "./join_plans.ts";

/** How far runs are. */
export interface RunCounts {
  readonly planned: number;
  readonly finished: number;
  readonly failed: number;
  readonly running: number;
  readonly interrupted: number;
  readonly waiting: number;
}

/** One run that is not finished. */
export interface OpenRun {
  readonly id: string;
  /** Label of its trial. */
  readonly label: string;
  readonly seed: number;
  readonly state: Exclude<keyof RunCounts, "planned" | "finished">;
  /** How it failed; empty otherwise. */
  readonly why: string;
  /** Whether it goes on from a checkpoint. */
  readonly checkpoint: boolean;
}

/** How far a study is, without a word about who leads. */
export interface StudyStatus {
  readonly study: string;
  readonly runs: RunCounts;
  readonly trials: readonly (RunCounts & { readonly label: string })[];
  readonly open: readonly OpenRun[];
  /** Seconds of all finished runs, each from its start to its end. */
  readonly secondsSpent: number;
  /** Seconds of the runs that are left, one after the other; `null` before the first is finished. */
  readonly secondsLeft: number | null;
}

/**
 * Looks how far a study is. Accuracies are not read out: who looks at them while the study goes on
 * may stop at a favourable moment.
 *
 * @throws {BenchError} As `readStudy`.
 */
export async function studyStatus(directory: string): Promise<StudyStatus> {
  const study = await readStudy(directory);
  const variants = await readVariants(directory);
  const plans = new Map([...variants].map(([name, { plan }]) => [name, plan]));
  const plan = joinPlans(study.plan, plans);
  const all = [study, ...variants.values()];
  const missing = new Map(all.flatMap((one) => one.missing.map((run) => [run.id, run])));
  const seconds = new Map(
    all.flatMap((one) => one.runs.map((run) => [run.id, run.outcome.seconds.total])),
  );
  const checkpoints = new Set(await checkpointedRuns(studyFolder(directory).runs));
  const open = plan.runs.flatMap(({ id, trial, spec }): OpenRun[] => {
    const run = missing.get(id);
    if (run === undefined) return [];
    const state = stateOf(run);
    return [{
      id,
      label: plan.trials[trial]!.label,
      seed: spec.seed,
      state,
      why: state === "failed" ? run.why : "",
      checkpoint: checkpoints.has(id),
    }];
  });
  const trials = plan.trials.map(({ label }, index) => {
    const ids = new Set(plan.runs.filter((run) => run.trial === index).map((run) => run.id));
    return { label, ...countsOf(ids.size, open.filter((run) => ids.has(run.id))) };
  });
  return {
    study: plan.sweep.name,
    runs: countsOf(plan.runs.length, open),
    // A run that two plans share is counted with the first.
    trials: trials.filter((trial) => trial.planned > 0),
    open,
    secondsSpent: [...seconds.values()].reduce((sum, one) => sum + one, 0),
    secondsLeft: secondsLeft(plan, seconds),
  };
}

function stateOf({ why }: MissingRun): OpenRun["state"] {
  switch (why) {
    case "under way":
      return "running";
    case "interrupted":
      return "interrupted";
    case "not started":
      return "waiting";
    default:
      return "failed";
  }
}

function countsOf(planned: number, open: readonly OpenRun[]): RunCounts {
  const of = (state: OpenRun["state"]) => open.filter((run) => run.state === state).length;
  return {
    planned,
    finished: planned - open.length,
    failed: of("failed"),
    running: of("running"),
    interrupted: of("interrupted"),
    waiting: of("waiting"),
  };
}

/**
 * A run that is left takes as long as the finished ones of its trial, or as all finished ones in
 * proportion to the FLOPs of an example.
 */
function secondsLeft(plan: Plan, seconds: ReadonlyMap<string, number>): number | null {
  const finished = plan.runs.filter((run) => seconds.has(run.id));
  if (finished.length === 0) return null;
  const flopsOf = (trial: number) => plan.trials[trial]!.flopsPerExample;
  const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
  const perFlop = sum(finished.map((run) => seconds.get(run.id)!)) /
    sum(finished.map((run) => flopsOf(run.trial)));
  return sum(
    plan.runs.filter((run) => !seconds.has(run.id)).map(({ trial }) => {
      const same = finished.filter((run) => run.trial === trial);
      if (same.length === 0) return perFlop * flopsOf(trial);
      return sum(same.map((run) => seconds.get(run.id)!)) / same.length;
    }),
  );
}
