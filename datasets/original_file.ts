import { createHash } from "node:crypto";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { usageError } from "../src/spec/errors.ts";

/** An original file: uncompressed content and the path it was read from. */
export interface OriginalFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The places in a user's folder where a data set's files may lie: the folder itself and the given
 * sub-folders.
 */
export function candidateFolders(folder: string, subfolders: readonly string[]): string[] {
  return [folder, ...subfolders.map((subfolder) => join(folder, subfolder))];
}

/**
 * Reads `name`, or `name.gz` uncompressed, from the first folder that has it.
 *
 * @returns `null` if none has it.
 * @throws {BenchError} With exit code 2 if the file is there but cannot be read or uncompressed.
 */
export async function readOriginalFile(
  folders: readonly string[],
  name: string,
): Promise<OriginalFile | null> {
  for (const folder of folders) {
    for (const suffix of ["", ".gz"]) {
      const path = join(folder, name + suffix);
      const content = await readIfPresent(path);
      if (content !== null) {
        return { path, bytes: suffix === ".gz" ? uncompress(content, path) : content };
      }
    }
  }
  return null;
}

/**
 * Compares uncompressed content with its published MD5.
 *
 * @throws {BenchError} With exit code 2 if they differ.
 */
export function requireMd5(file: OriginalFile, expected: string): void {
  const found = createHash("md5").update(file.bytes).digest("hex");
  if (found !== expected) {
    throw usageError(
      `${file.path} is not the published file: expected MD5 ${expected} of its uncompressed content, found ${found}; get the file again from its original source`,
    );
  }
}

async function readIfPresent(path: string): Promise<Uint8Array | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    // A component of the path that is a file, not a folder, also means that nothing is there.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw usageError(
      `cannot read ${path}: ${
        error instanceof Error ? error.message : error
      }; expected a readable file`,
    );
  }
}

function uncompress(content: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(content);
  } catch {
    throw usageError(
      `cannot uncompress ${path}: it is not a complete gzip file; get the file again from its original source`,
    );
  }
}
