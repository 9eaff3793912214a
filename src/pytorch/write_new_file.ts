import { usageError } from "../spec/mod.ts";

/**
 * Writes a file that is not there yet, so that no file of the user is lost.
 *
 * @throws {BenchError} With exit code 2 if it is there or cannot be written.
 */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await Deno.writeFile(path, bytes, { createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw usageError(`${path} is there already; give another file with --out`);
    }
    throw usageError(`cannot write ${path}: ${(error as Error).message}`);
  }
}
