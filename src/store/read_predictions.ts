import { basename, join } from "node:path";
import type { Predictions } from "../spec/mod.ts";
import { sha256 } from "../spec/mod.ts";
import { decodePredictions } from "./predictions_file.ts";
import { corruptFile, readJsonIfPresent } from "./read_json.ts";
import { predictionsFileSchema } from "./schemas.ts";
import { runFolder } from "./study_folder.ts";

/** Predictions and the checksum of their file: equal checksums mean equal results on every example. */
export interface StoredPredictions {
  readonly predictions: Predictions;
  readonly sha256: string;
}

/**
 * Reads the per-example results on the test split of a run of the study in `directory`.
 *
 * @returns `null` if the run has none, which a diverged run may.
 * @throws {BenchError} With exit code 1, naming the file, if it does not match its checksum.
 */
export async function readPredictions(
  directory: string,
  runId: string,
): Promise<StoredPredictions | null> {
  const files = runFolder(join(directory, "runs", runId));
  return await readFiles({ description: files.predictions, data: files.predictionsData });
}

/**
 * Reads the per-example results of the last validation of a run of the study in `directory`.
 *
 * @returns `null` if the run has none: it diverged, or an earlier version wrote it.
 * @throws {BenchError} As {@link readPredictions}.
 */
export async function readValidationPredictions(
  directory: string,
  runId: string,
): Promise<StoredPredictions | null> {
  const files = runFolder(join(directory, "runs", runId));
  return await readFiles({
    description: files.validationPredictions,
    data: files.validationPredictionsData,
  });
}

async function readFiles(
  files: { readonly description: string; readonly data: string },
): Promise<StoredPredictions | null> {
  const description = await readJsonIfPresent(files.description, predictionsFileSchema);
  if (description === null) return null;
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(files.data);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw corruptFile(files.data, "the file is missing");
  }
  if (sha256(bytes) !== description.sha256) {
    throw corruptFile(files.data, `its SHA-256 differs from ${basename(files.description)}`);
  }
  try {
    return { predictions: decodePredictions(bytes), sha256: description.sha256 };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw corruptFile(files.data, error.message);
  }
}
