import { join } from "node:path";
import type { Job } from "../spec/mod.ts";
import { BenchError, EXIT } from "../spec/mod.ts";
import { appendFailure, runLogPath } from "../store/mod.ts";
import type { ExecuteOptions, RunResult } from "./executor.ts";
import type { Work } from "./work.ts";
import {
  failureOf,
  startWorker,
  type WorkerCommand,
  type WorkerEnd,
  type WorkerProcess,
} from "./worker_process.ts";

/** What an attempt at a run needs besides its job. */
export interface AttemptOptions
  extends Pick<ExecuteOptions, "retries" | "timeout" | "onStart" | "onMessage" | "onRetry"> {
  readonly command: WorkerCommand;
  readonly work: Work;
  /** Existing folder for the job file. */
  readonly jobFiles: string;
  /** The processes that are running; each attempt adds its own for as long as it lasts. */
  readonly processes: Set<WorkerProcess>;
  /** Whether the driver is ending its processes. */
  readonly stopping: () => boolean;
}

/** Failures that the same run has each time: a wrong command line, an unfit machine, unfair sizes. */
const LASTING: readonly number[] = [EXIT.usage, EXIT.environment, EXIT.unfair];

/**
 * Carries out one run in a process of its own, and again as long as it fails and has attempts left.
 * A failure is the last line of `runs/<runId>.log`; an empty log is removed.
 *
 * @throws {BenchError} With exit code 130 if the process was ended from outside.
 */
export async function attemptRun(job: Job, options: AttemptOptions): Promise<RunResult> {
  const attempts = 1 + (options.retries ?? 0);
  const notices = [...job.driver.notices];
  for (let attempt = 1;;) {
    const { end, timedOut } = await runOnce(
      { ...job, driver: { ...job.driver, notices } },
      attempt,
      options,
    );
    // A terminal sends Ctrl-C to every process of the study, and a worker may end before we hear it.
    if (options.stopping() || end.signal === "SIGINT") {
      await removeEmptyLog(job);
      throw interrupted();
    }
    // Somebody asked the worker to end, a job system say, and it left a checkpoint: it goes on there.
    if (end.code === EXIT.preempted && !timedOut) continue;
    const result = await resultOf(job, {
      end,
      timedOut,
      timeout: options.timeout,
      work: options.work,
    });
    if (result.kind !== "failed") {
      await removeEmptyLog(job);
      return result;
    }
    await appendFailure(job.runsDirectory, job.runId, result);
    if (attempt === attempts || LASTING.includes(result.code)) return result;
    // The reason stays in the log; a message may hold anything, and this goes into the results.
    notices.push(`attempt ${attempt} of ${attempts} failed with exit code ${result.code}`);
    attempt++;
    options.onRetry?.(job.runId, result, attempt);
  }
}

async function runOnce(
  job: Job,
  attempt: number,
  options: AttemptOptions,
): Promise<{ readonly end: WorkerEnd; readonly timedOut: boolean }> {
  const process = await startWorker(job, {
    command: options.command,
    mode: options.work.mode,
    jobFile: join(options.jobFiles, `${job.runId}.json`),
    logFile: runLogPath(job.runsDirectory, job.runId),
    appendLog: attempt > 1,
    onMessage: (message) => options.onMessage?.(job.runId, message),
  });
  options.processes.add(process);
  if (options.stopping()) process.end();
  options.onStart?.(job.runId);
  let timedOut = false;
  const { timeout } = options;
  const timer = timeout == null ? undefined : setTimeout(() => {
    timedOut = true;
    process.end();
  }, timeout * 1000);
  try {
    return { end: await process.ended, timedOut };
  } finally {
    clearTimeout(timer);
    options.processes.delete(process);
  }
}

async function resultOf(
  job: Job,
  { end, timedOut, timeout, work }: {
    readonly work: Work;
    readonly end: WorkerEnd;
    readonly timedOut: boolean;
    readonly timeout?: number | null;
  },
): Promise<RunResult> {
  if (end.code !== 0) {
    if (!timedOut) return { kind: "failed", ...failureOf(end) };
    const message = `ended after ${timeout} s, the limit of --timeout`;
    return { kind: "failed", code: EXIT.incomplete, message };
  }
  try {
    // The files are the truth; the worker's last message only announces them.
    const result = await work.resultOf(job);
    if (result !== null) return result;
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    return { kind: "failed", code: error.code, message: error.message };
  }
  const words = end.lastWords === "" ? "" : `; its last words: ${end.lastWords}`;
  return {
    kind: "failed",
    code: EXIT.internal,
    message: `the worker ended without a result${words}`,
  };
}

async function removeEmptyLog(job: Job): Promise<void> {
  const path = runLogPath(job.runsDirectory, job.runId);
  if ((await Deno.stat(path)).size === 0) await Deno.remove(path);
}

/** The end of a study that was asked to stop. */
export function interrupted(): BenchError {
  return new BenchError("interrupted; the same command continues", EXIT.interrupted);
}
