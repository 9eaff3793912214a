import { relative } from "node:path";
import { canonicalJson, sha256 } from "../spec/mod.ts";

/**
 * The SHA-256 of each file by its path from `root`, with `/` between folders on every system.
 *
 * @throws {Deno.errors.NotFound} If one is not there.
 */
export async function hashFiles(
  root: string,
  paths: readonly string[],
): Promise<{ readonly [name: string]: string }> {
  const hashes: { [name: string]: string } = {};
  for (const path of paths) {
    hashes[relative(root, path).replaceAll("\\", "/")] = sha256(await Deno.readFile(path));
  }
  return hashes;
}

/** One SHA-256 over the names and contents of files, whatever their order: see {@link hashFiles}. */
export async function hashOfFiles(root: string, paths: readonly string[]): Promise<string> {
  return sha256(canonicalJson(await hashFiles(root, paths)));
}
