import { join } from "node:path";
import { removeCheckpoint } from "./run_checkpoint.ts";
import { tryLockRun } from "./run_lock.ts";
import { parsePartialName, runFolder, runOfCheckpoint } from "./study_folder.ts";

/**
 * Removes the unfinished run folders that no driver is at work on, and the checkpoints of finished
 * runs. Nothing in such a folder is used again: a run goes on from its checkpoint, in a new one.
 *
 * @param runsDirectory May be missing.
 * @returns The run ids of the removed folders, ascending.
 */
export async function cleanPartial(runsDirectory: string): Promise<string[]> {
  const removed: string[] = [];
  for (const { runId, directory } of await partialRuns(runsDirectory)) {
    const lock = await tryLockRun(runsDirectory, runId);
    if (lock === null) continue;
    try {
      await Deno.remove(directory, { recursive: true });
      removed.push(runId);
    } finally {
      await lock.release();
    }
  }
  for (const runId of await checkpointedRuns(runsDirectory)) {
    const run = join(runsDirectory, runId);
    if (await isFile(runFolder(run).outcome)) await removeCheckpoint(run);
  }
  return removed.sort();
}

/** A folder of a run that is under way or was interrupted. */
export interface PartialRun {
  readonly runId: string;
  /** Id of the process that began it. */
  readonly process: number;
  readonly directory: string;
}

/** The unfinished run folders below `runsDirectory`, which may be missing. */
export async function partialRuns(runsDirectory: string): Promise<PartialRun[]> {
  return (await foldersOf(runsDirectory)).flatMap((name) => {
    const parsed = parsePartialName(name);
    return parsed === null ? [] : [{ ...parsed, directory: join(runsDirectory, name) }];
  });
}

/** Ids of the runs that have a checkpoint below `runsDirectory`, which may be missing. */
export async function checkpointedRuns(runsDirectory: string): Promise<string[]> {
  return (await foldersOf(runsDirectory)).map(runOfCheckpoint).filter((run) => run !== null);
}

async function foldersOf(runsDirectory: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(runsDirectory)) {
      if (isDirectory) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
