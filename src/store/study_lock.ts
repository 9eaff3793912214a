import { explainingStorage } from "./storage_error.ts";
import { type FileLock, lockFile } from "./file_lock.ts";
import { studyFolder } from "./study_folder.ts";

/**
 * Takes the study folder for the moment in which its plan is read and written, so that of two
 * drivers that begin at once the second sees what the first one planned. Waits while another driver
 * has it, which is short: the runs have locks of their own.
 *
 * @param directory Created if needed.
 * @throws {BenchError} With exit code 2 if the folder cannot be written to, and as `lockFile`.
 */
export async function lockStudy(directory: string): Promise<FileLock> {
  await explainingStorage(directory, () => Deno.mkdir(directory, { recursive: true }));
  return await lockFile(studyFolder(directory).lock);
}
