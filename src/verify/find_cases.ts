import { basename, join, resolve } from "node:path";
import { hint } from "../cli/suggest.ts";
import { usageError } from "../spec/mod.ts";
import { CASE_FILE, TENSOR_FILE } from "./fixture_case.ts";

/** A folder of one case. */
export interface CaseFolder {
  readonly name: string;
  readonly path: string;
}

/**
 * The cases of a folder, by name: its subfolders with a file of a case, or the folder itself. One
 * that lacks the other file is a broken case, not none.
 *
 * @param only The one that is wanted, or `null` for all.
 * @throws {BenchError} With exit code 2 if there is no such folder or case.
 */
export function findCases(folder: string, only: string | null): CaseFolder[] {
  const cases = hasCase(folder)
    ? [{ name: basename(resolve(folder)), path: folder }]
    : subfolders(folder)
      .map((name) => ({ name, path: join(folder, name) }))
      .filter(({ path }) => hasCase(path))
      .sort((a, b) => a.name < b.name ? -1 : 1);
  if (cases.length === 0) {
    throw usageError(`--fixtures ${folder}: no case there; expected folders with a case.json`);
  }
  if (only === null) return cases;
  const found = cases.filter(({ name }) => name === only);
  if (found.length > 0) return found;
  throw usageError(`--case: unknown case "${only}"${hint(only, cases.map(({ name }) => name))}`);
}

function subfolders(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].filter(({ isFile }) => !isFile).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw usageError(`--fixtures ${folder}: there is no such folder`);
    }
    throw error;
  }
}

function hasCase(folder: string): boolean {
  return [CASE_FILE, TENSOR_FILE].some((file) => {
    try {
      return Deno.statSync(join(folder, file)).isFile;
    } catch {
      return false;
    }
  });
}
