import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { canonicalJson, type GitState, sha256 } from "../spec/mod.ts";
import { git } from "./git.ts";
import { localChanges } from "./local_changes.ts";

/** The code that a run's result depends on. */
export interface CodeIdentity {
  /** SHA-256 over the sources of the worker side and the lock file. */
  readonly code: string;
  /** `null` without git. */
  readonly git: GitState | null;
  /** The patch that `git.patch` is the checksum of, or `null`. */
  readonly patch: string | null;
  /** SHA-256 of `deno.lock`, or `null` without one. */
  readonly lockFile: string | null;
  /** What a reader of the results should know about the code. */
  readonly notices: readonly string[];
}

/**
 * Folders whose code cannot change a result: the driver side, presets, whose values are part of a
 * run's specification, and `verify`.
 */
const DRIVER_FOLDERS = ["report", "cli", "analysis", "execution", "nightly", "presets", "verify"]
  .map((name) => join("src", name));

/** What is hashed, from the project's root. */
const SOURCES = ["src", "baselines", "datasets", "deno.lock"];

/**
 * Identifies the code of the worker side: any change to a file of `src` (other than
 * {@link DRIVER_FOLDERS}), `baselines`, `datasets` or to the lock file changes `code`.
 *
 * @param root The project's folder; the default is the one that this file belongs to.
 */
export async function codeIdentity(
  root: string = fileURLToPath(new URL("../../", import.meta.url)),
): Promise<CodeIdentity> {
  const hashes: [path: string, hash: string][] = [];
  for (const source of SOURCES) {
    for (const path of await filesBelow(join(root, source))) {
      const name = relative(root, path).replaceAll("\\", "/");
      if (DRIVER_FOLDERS.some((folder) => path.startsWith(join(root, folder, "/")))) continue;
      hashes.push([name, sha256(await Deno.readFile(path))]);
    }
  }
  const code = sha256(canonicalJson(Object.fromEntries(hashes)));
  const lockFile = await lockFileHash(root);
  const state = await gitState(root);
  if (state === null) return { code, git: null, patch: null, lockFile, notices: [] };
  const { patch, notice } = state.dirty ? await localChanges(root) : { patch: null, notice: null };
  return {
    code,
    git: { ...state, patch: patch === null ? null : sha256(patch) },
    patch,
    lockFile,
    notices: notice === null ? [] : [notice],
  };
}

/** Every file at or below `path`; none if it does not exist. */
async function filesBelow(path: string): Promise<string[]> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  if (!info.isDirectory) return [path];
  const entries = await Array.fromAsync(Deno.readDir(path));
  const below = await Promise.all(entries.map((entry) => filesBelow(join(path, entry.name))));
  return below.flat();
}

async function gitState(root: string): Promise<Pick<GitState, "commit" | "dirty"> | null> {
  const commit = await git(root, ["rev-parse", "--verify", "HEAD"]);
  const status = await git(root, ["status", "--porcelain"]);
  if (commit === null || status === null) return null;
  return { commit: commit.trim(), dirty: status.trim() !== "" };
}

async function lockFileHash(root: string): Promise<string | null> {
  try {
    return sha256(await Deno.readFile(join(root, "deno.lock")));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
