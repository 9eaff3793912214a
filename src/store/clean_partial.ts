import { join } from "node:path";
import { processIsAlive } from "./process_is_alive.ts";
import { parsePartialName } from "./study_folder.ts";

/**
 * Removes the unfinished run folders whose process is gone. Nothing in them is used again: a run is
 * repeated from its start.
 *
 * @param runsDirectory May be missing.
 * @returns The run ids of the removed folders, ascending.
 */
export async function cleanPartial(runsDirectory: string): Promise<string[]> {
  const removed: string[] = [];
  for (const partial of await partialRuns(runsDirectory)) {
    if (processIsAlive(partial.process)) continue;
    await Deno.remove(partial.directory, { recursive: true });
    removed.push(partial.runId);
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
  const found: PartialRun[] = [];
  try {
    for await (const entry of Deno.readDir(runsDirectory)) {
      const parsed = entry.isDirectory ? parsePartialName(entry.name) : null;
      if (parsed) found.push({ ...parsed, directory: join(runsDirectory, entry.name) });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found;
}
