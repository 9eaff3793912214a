import { join } from "node:path";
import { sha256 } from "../spec/mod.ts";
import { corruptFile, readTextIfPresent } from "./read_json.ts";
import { writeFileAtomically } from "./write_file.ts";

/** In the form of the program `sha256sum`, which can check it as well. */
const NAME = "SHA256SUMS";

/** Records the checksums of all files in the folder of a run that is complete. */
export async function writeChecksums(directory: string): Promise<void> {
  const lines: string[] = [];
  for (const name of await fileNames(directory)) {
    lines.push(`${sha256(await Deno.readFile(join(directory, name)))}  ${name}\n`);
  }
  await writeFileAtomically(join(directory, NAME), lines.join(""));
}

/**
 * Compares files of a run's folder with their checksums. A folder without checksums, made by an
 * earlier version, passes.
 *
 * @param names The files to compare, those that the record names. Default: all of them.
 * @throws {BenchError} With exit code 1, naming the first file that differs or is missing.
 */
export async function requireIntact(directory: string, names?: readonly string[]): Promise<void> {
  for await (const { path, why } of damages(directory, names)) throw corruptFile(path, why);
}

/** A file that is not what it was. */
export interface DamagedFile {
  readonly path: string;
  readonly why: string;
}

/**
 * Every file of a run's folder that differs from its checksum.
 *
 * @returns `null` if the folder, made by an earlier version, has no checksums.
 */
export async function damagedFiles(directory: string): Promise<DamagedFile[] | null> {
  if (await readChecksums(directory) === null) return null;
  return await Array.fromAsync(damages(directory));
}

async function* damages(
  directory: string,
  names?: readonly string[],
): AsyncGenerator<DamagedFile> {
  for (const [name, expected] of await readChecksums(directory) ?? []) {
    if (names !== undefined && !names.includes(name)) continue;
    const path = join(directory, name);
    try {
      if (sha256(await Deno.readFile(path)) === expected) continue;
      yield { path, why: `its SHA-256 differs from ${NAME}` };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      yield { path, why: "the file is missing" };
    }
  }
}

async function readChecksums(directory: string): Promise<ReadonlyMap<string, string> | null> {
  const path = join(directory, NAME);
  const text = await readTextIfPresent(path);
  if (text === null) return null;
  const entries = text.trimEnd().split("\n").map((line): [string, string] => {
    const [, digest, name] = /^([0-9a-f]{64}) {2}([\w.-]+)$/.exec(line) ?? [];
    if (digest === undefined || name === undefined) {
      throw corruptFile(path, "it is not a list of checksums");
    }
    return [name, digest];
  });
  return new Map(entries);
}

async function fileNames(directory: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(directory));
  return entries.filter((entry) => entry.isFile).map((entry) => entry.name).sort();
}
