import type { Executor } from "../execution/mod.ts";
import { environmentError, EXIT, type Job, type Plan } from "../spec/mod.ts";
import type { FailureOptions } from "./execution_flags.ts";
import { type ProgressOptions, showProgress } from "./progress.ts";

/** How jobs are carried out. */
export interface CarryOutOptions {
  /** Processes at a time, as wanted. */
  readonly jobs: number;
  readonly failures: FailureOptions;
  readonly executor: Executor;
  readonly showing: ProgressOptions;
  readonly signal: AbortSignal;
}

/**
 * Carries out `jobs`, which are runs of `plan`, and shows how far they are. A job that fails is a
 * result, and the others go on.
 *
 * @throws {BenchError} With exit code 3 where the machine is unfit for every run so far, and with exit
 * code 130 after `signal`.
 */
export async function carryOut(
  plan: Plan,
  jobs: readonly Job[],
  options: CarryOutOptions,
): Promise<void> {
  if (jobs.length === 0) return;
  const { executor, signal } = options;
  const { retries, timeout, failFast } = options.failures;
  const progress = showProgress(plan, jobs.map((job) => job.runId), options.showing);
  const reports = executor.execute(jobs, {
    jobs: Math.min(options.jobs, jobs.length),
    signal,
    retries,
    timeout,
    onStart: progress.started,
    onMessage: progress.message,
    onRetry: progress.retried,
    onWait: progress.waiting,
  });
  // Where the machine is unfit for the first run, or for two in a row as with a disk that is full,
  // the others need not be tried.
  let lastWasUnfit = true;
  try {
    for await (const report of reports) {
      progress.ended(report);
      const { result } = report;
      const unfit = result.kind === "failed" && result.code === EXIT.environment;
      if (unfit && lastWasUnfit) throw environmentError(result.message);
      if (result.kind === "failed" && failFast) break;
      lastWasUnfit = unfit;
    }
  } finally {
    progress.close();
  }
}
