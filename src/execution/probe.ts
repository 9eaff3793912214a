import { join } from "node:path";
import type { CostEstimate, Job } from "../spec/mod.ts";
import { BenchError, EXIT } from "../spec/mod.ts";
import type { WorkerCommand } from "./worker_process.ts";
import { failureOf, startWorker, workerCommand } from "./worker_process.ts";

/**
 * Measures what the run of `job` will cost, by a few steps in a process of its own. No files are
 * left.
 *
 * @throws {BenchError} With the worker's exit code and its message if it fails, and with exit code
 * 130 after `signal`.
 */
export async function probe(
  job: Job,
  { signal, command = workerCommand() }: {
    readonly signal: AbortSignal;
    readonly command?: WorkerCommand;
  },
): Promise<CostEstimate> {
  const folder = await Deno.makeTempDir({ prefix: "ctm-bench-" });
  try {
    const process = await startWorker(job, {
      command,
      mode: "probe",
      jobFile: join(folder, "job.json"),
      logFile: join(folder, "log.txt"),
    });
    const end = () => process.end();
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    const ended = await process.ended;
    signal.removeEventListener("abort", end);
    if (signal.aborted) throw new BenchError("interrupted during the probe", EXIT.interrupted);
    if (ended.code === 0 && ended.lastMessage?.type === "estimate") {
      return ended.lastMessage.estimate;
    }
    const failure = failureOf(ended);
    throw new BenchError(`the probe failed: ${failure.message}`, exitCodeOf(failure.code));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A worker's code as one of {@link EXIT}; anything else, such as a crash, is an internal error. */
export function exitCodeOf(code: number): BenchError["code"] {
  const known = Object.values(EXIT).find((one) => one === code);
  return known === undefined || known === EXIT.done ? EXIT.internal : known;
}
