import type { Job } from "../spec/mod.ts";
import { failureSince, type FileLock, tryLockRun } from "../store/mod.ts";
import type { RunReport } from "./executor.ts";
import type { Work } from "./work.ts";

/** What became of the attempt to take a run. */
export type RunClaim =
  /** It is ours until `lock` is released. */
  | { readonly kind: "ours"; readonly lock: FileLock }
  /** Another driver is at work on it. */
  | { readonly kind: "elsewhere" }
  /** Another driver has ended it since we began. */
  | { readonly kind: "ended"; readonly report: RunReport };

/**
 * Takes a run for this driver, unless another one has it or was faster. What an earlier command
 * left, a failure say, does not count: the same command tries failed runs again.
 *
 * @param since When this driver began, in milliseconds since 1970.
 */
export async function claimRun(
  job: Job,
  { since, work }: { readonly since: number; readonly work: Work },
): Promise<RunClaim> {
  const lock = await tryLockRun(job.runsDirectory, job.runId);
  if (lock === null) return { kind: "elsewhere" };
  try {
    const report = await endElsewhere(job, { since, work });
    if (report === null) return { kind: "ours", lock };
    await lock.release();
    return { kind: "ended", report };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function endElsewhere(
  job: Job,
  { since, work }: { readonly since: number; readonly work: Work },
): Promise<RunReport | null> {
  const { runId } = job;
  const result = await work.resultOf(job);
  if (result !== null) return { runId, result, elsewhere: true };
  const failure = await failureSince(since, job);
  return failure && { runId, result: { kind: "failed", ...failure }, elsewhere: true };
}
