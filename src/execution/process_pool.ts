import { join } from "node:path";
import type { Job } from "../spec/mod.ts";
import { BenchError, EXIT } from "../spec/mod.ts";
import { appendFailure, readRun, runLogPath } from "../store/mod.ts";
import type { ExecuteOptions, Executor, RunReport, RunResult } from "./executor.ts";
import type { WorkerCommand, WorkerEnd, WorkerProcess } from "./worker_process.ts";
import { failureOf, startWorker, workerCommand } from "./worker_process.ts";

/**
 * Runs each job in a process of its own on this machine, `jobs` at a time. The standard error of a
 * process is kept in `runs/<runId>.log`; an empty log is removed.
 *
 * @param command The worker; the default is this project's.
 */
export function processPool(command: WorkerCommand = workerCommand()): Executor {
  return { execute: (jobs, options) => execute(command, jobs, options) };
}

async function* execute(
  command: WorkerCommand,
  jobs: readonly Job[],
  options: ExecuteOptions,
): AsyncGenerator<RunReport> {
  const jobFiles = await Deno.makeTempDir({ prefix: "ctm-bench-" });
  const processes = new Set<WorkerProcess>();
  const running = new Map<string, Promise<RunReport>>();
  let leaving = false;
  const aborted = new Promise<"aborted">((resolve) =>
    options.signal.addEventListener("abort", () => resolve("aborted"), { once: true })
  );
  const start = async (job: Job): Promise<RunReport> => {
    await Deno.mkdir(job.runsDirectory, { recursive: true });
    const process = await startWorker(job, {
      command,
      mode: "run",
      jobFile: join(jobFiles, `${job.runId}.json`),
      logFile: runLogPath(job.runsDirectory, job.runId),
      onMessage: (message) => options.onMessage?.(job.runId, message),
    });
    processes.add(process);
    if (leaving || options.signal.aborted) process.end();
    options.onStart?.(job.runId);
    const end = await process.ended;
    processes.delete(process);
    // A terminal sends Ctrl-C to every process of the study, and a worker may end before we hear it.
    const stopped = leaving || options.signal.aborted || end.signal === "SIGINT";
    if (stopped) {
      await removeEmptyLog(job);
      throw interrupted();
    }
    const result = await resultOf(job, end);
    if (result.kind === "failed") await appendFailure(job.runsDirectory, job.runId, result);
    else await removeEmptyLog(job);
    return { runId: job.runId, result };
  };

  try {
    const waiting = [...jobs];
    while (waiting.length > 0 || running.size > 0) {
      if (options.signal.aborted) throw interrupted();
      while (waiting.length > 0 && running.size < options.jobs) {
        const job = waiting.shift()!;
        running.set(job.runId, start(job));
      }
      const report = await Promise.race([aborted, ...running.values()]);
      if (report === "aborted") throw interrupted();
      running.delete(report.runId);
      yield report;
    }
  } finally {
    leaving = true;
    for (const process of processes) process.end();
    await Promise.allSettled(running.values());
    await Deno.remove(jobFiles, { recursive: true });
  }
}

async function resultOf(job: Job, end: WorkerEnd): Promise<RunResult> {
  if (end.code !== 0) return { kind: "failed", ...failureOf(end) };
  try {
    // The files are the truth; the worker's last message only announces them.
    const finished = await readRun(join(job.runsDirectory, job.runId));
    if (finished !== null) {
      const { status, test } = finished.outcome;
      return { kind: "finished", status, testAccuracy: test.accuracy };
    }
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

function interrupted(): BenchError {
  return new BenchError("interrupted; the same command continues", EXIT.interrupted);
}
