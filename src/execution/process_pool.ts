import type { Job } from "../spec/mod.ts";
import type { FileLock } from "../store/mod.ts";
import { attemptRun, interrupted } from "./attempt_run.ts";
import { claimRun } from "./claim_run.ts";
import type { ExecuteOptions, Executor, RunReport } from "./executor.ts";
import { RUNS, TRIALS, type Work } from "./work.ts";
import type { WorkerCommand, WorkerProcess } from "./worker_process.ts";
import { workerCommand } from "./worker_process.ts";

/** Milliseconds between two looks at runs that other drivers are at work on. */
const LOOK_INTERVAL = 500;

/**
 * Runs each job in a process of its own on this machine, `jobs` at a time. The standard error of a
 * process is kept in `runs/<runId>.log`; an empty log is removed.
 *
 * Several drivers may work on one folder: each takes what no other has (`runs/<runId>.lock`), and
 * what the others end is reported as theirs.
 *
 * @param command The worker; the default is this project's.
 */
export function processPool(command: WorkerCommand = workerCommand()): Executor {
  return { execute: (jobs, options) => execute({ command, work: RUNS }, jobs, options) };
}

/** The same for trials of a search, whose jobs name `tuning/<model>` as the folder of their runs. */
export function trialPool(command: WorkerCommand = workerCommand()): Executor {
  return { execute: (jobs, options) => execute({ command, work: TRIALS }, jobs, options) };
}

async function* execute(
  { command, work }: { readonly command: WorkerCommand; readonly work: Work },
  jobs: readonly Job[],
  options: ExecuteOptions,
): AsyncGenerator<RunReport> {
  const since = Date.now();
  const jobFiles = await Deno.makeTempDir({ prefix: "ctm-bench-" });
  const processes = new Set<WorkerProcess>();
  const running = new Map<string, Promise<RunReport>>();
  let leaving = false;
  const stopping = () => leaving || options.signal.aborted;
  const aborted = new Promise<"aborted">((resolve) =>
    options.signal.addEventListener("abort", () => resolve("aborted"), { once: true })
  );
  const run = async (job: Job, lock: FileLock): Promise<RunReport> => {
    try {
      const attempt = { ...options, command, work, jobFiles, processes, stopping };
      return { runId: job.runId, result: await attemptRun(job, attempt), elsewhere: false };
    } finally {
      await lock.release();
    }
  };

  try {
    let waiting = [...jobs];
    let told = false;
    while (waiting.length > 0 || running.size > 0) {
      if (options.signal.aborted) throw interrupted();
      const elsewhere: Job[] = [];
      while (waiting.length > 0 && running.size < options.jobs) {
        const job = waiting.shift()!;
        const claim = await claimRun(job, { since, work });
        switch (claim.kind) {
          case "ours": {
            const ending = run(job, claim.lock);
            // Its failure is met below; until then it must not count as nobody's.
            ending.catch(() => undefined);
            running.set(job.runId, ending);
            break;
          }
          case "elsewhere":
            elsewhere.push(job);
            break;
          case "ended":
            yield claim.report;
            break;
          default:
            claim satisfies never;
        }
      }
      waiting = [...elsewhere, ...waiting];
      if (waiting.length > 0 && running.size === 0 && !told) {
        options.onWait?.(waiting.map((job) => job.runId));
        told = true;
      }
      if (running.size === 0 && elsewhere.length === 0) continue;
      const report = await nextOf([aborted, ...running.values()], elsewhere.length > 0);
      if (report === "aborted") throw interrupted();
      if (report === "look again") continue;
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

/** The first of some events; with `look`, at the latest when it is time to look at others' runs. */
async function nextOf(
  events: readonly Promise<RunReport | "aborted">[],
  look: boolean,
): Promise<RunReport | "aborted" | "look again"> {
  if (!look) return await Promise.race(events);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pause = new Promise<"look again">((resolve) => {
    timer = setTimeout(() => resolve("look again"), LOOK_INTERVAL);
  });
  try {
    return await Promise.race([...events, pause]);
  } finally {
    clearTimeout(timer);
  }
}
