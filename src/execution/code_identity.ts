import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type GitState, sha256 } from "../spec/mod.ts";
import { filesBelow, hashOfFiles } from "../store/mod.ts";
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
const DRIVER_FOLDERS = [
  "report",
  "cli",
  "analysis",
  "execution",
  "nightly",
  "perf",
  "presets",
  "verify",
]
  .map((name) => join("src", name));

/** What is hashed, from the project's root. */
const SOURCES = ["src", "baselines", "datasets", "deno.lock"];

/** What the whole program is made of, the driver side included. */
const PROGRAM = [...SOURCES, "vendor", "tasks", "mod.ts", "deno.json"];

/** The project's folder: the one that this file belongs to. */
const projectRoot = () => fileURLToPath(new URL("../../", import.meta.url));

/**
 * Identifies the code of the worker side: any change to a file of `src` (other than
 * {@link DRIVER_FOLDERS}), `baselines`, `datasets` or to the lock file changes `code`.
 *
 * @param root The project's folder; the default is the one that this file belongs to.
 */
export async function codeIdentity(
  root: string = projectRoot(),
): Promise<CodeIdentity> {
  // git is a process of its own and takes about as long as the hashes.
  const asked = gitState(root);
  const [code, lockFile, state] = await Promise.all([codeHash(root), lockFileHash(root), asked]);
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

async function codeHash(root: string): Promise<string> {
  const driver = DRIVER_FOLDERS.map((folder) => join(root, folder));
  return await hashOf(root, SOURCES, (path) => !driver.includes(path));
}

/**
 * SHA-256 over the whole program, driver side and versions of the packages included: what a report is
 * made by.
 *
 * @param root As of {@link codeIdentity}.
 */
export async function programHash(root: string = projectRoot()): Promise<string> {
  return await hashOf(root, PROGRAM);
}

async function hashOf(
  root: string,
  places: readonly string[],
  wanted?: (path: string) => boolean,
): Promise<string> {
  const files = await Promise.all(places.map((place) => filesBelow(join(root, place), wanted)));
  return await hashOfFiles(root, files.flat());
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
