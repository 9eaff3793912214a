import type { Sanity } from "../spec/mod.ts";
import { sanitySchema } from "../spec/mod.ts";
import { readJsonIfPresent } from "./read_json.ts";
import { studyFolder } from "./study_folder.ts";

/**
 * What the models of the study in `directory` are held against.
 *
 * @returns `null` for a study of an earlier version, which has no such record.
 * @throws {BenchError} With exit code 1 if it is corrupt.
 */
export async function readSanity(directory: string): Promise<Sanity | null> {
  return await readJsonIfPresent(studyFolder(directory).sanity, sanitySchema);
}
