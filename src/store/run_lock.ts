import { join } from "node:path";
import { type FileLock, isLocked, tryLockFile } from "./file_lock.ts";
import { explainingStorage } from "./storage_error.ts";

/** The file that stands for the right to carry out a run: `runs/<runId>.lock`. */
function runLockPath(runsDirectory: string, runId: string): string {
  return join(runsDirectory, `${runId}.lock`);
}

/**
 * Takes a run for this driver, so that of several drivers on one folder only one carries it out.
 *
 * @param runsDirectory Created if needed.
 * @returns `null` while another driver has the run.
 * @throws {BenchError} As `tryLockFile`.
 */
export async function tryLockRun(runsDirectory: string, runId: string): Promise<FileLock | null> {
  await explainingStorage(runsDirectory, () => Deno.mkdir(runsDirectory, { recursive: true }));
  return await tryLockFile(runLockPath(runsDirectory, runId));
}

/** Whether a driver is at work on a run. */
export function isRunLocked(runsDirectory: string, runId: string): Promise<boolean> {
  return isLocked(runLockPath(runsDirectory, runId));
}
