import { join } from "node:path";
import { type Robustness, robustnessSchema } from "../spec/mod.ts";
import { readJsonIfPresent } from "./read_json.ts";
import { runFolder } from "./study_folder.ts";

/**
 * Reads what a run of the study in `directory` answers on corrupted examples.
 *
 * @returns `null` if the run has no such file: it was not asked for, or the run diverged.
 * @throws {BenchError} With exit code 1, naming the file, if it is corrupt.
 */
export async function readRobustness(
  directory: string,
  runId: string,
): Promise<Robustness | null> {
  return await readJsonIfPresent(
    runFolder(join(directory, "runs", runId)).robustness,
    robustnessSchema,
  );
}
