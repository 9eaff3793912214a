import asc from "assemblyscript/asc";
import { createHash } from "node:crypto";
import { generateConvolutionTiles } from "./generate_convolution_tiles.ts";
import { generateTiles } from "./generate_tiles.ts";

/** The two builds of the same sources: with relaxed FMA, and without. */
export const BUILDS = ["relaxed", "plain"] as const;

/** See {@link BUILDS}. */
export type Build = typeof BUILDS[number];

const ASSEMBLY = new URL("./assembly/", import.meta.url);

/** The entry module, which exports all others. */
const ENTRY = "index.ts";

/** Read by the compiler as files, but generated. */
const GENERATED: { readonly [name: string]: () => string } = {
  "tiles.ts": generateTiles,
  "convolution_tiles.ts": generateConvolutionTiles,
};

/**
 * The memory that tfjs starts with, 256 pages. Declaring it spares V8 a second check of every access.
 */
const INITIAL_PAGES = "256";

/** The AssemblyScript sources by file name, the generated one included. */
export async function readSources(): Promise<ReadonlyMap<string, string>> {
  const sources = new Map(
    Object.entries(GENERATED).map(([name, generate]) => [name, generate()]),
  );
  for await (const { name } of Deno.readDir(ASSEMBLY)) {
    if (name.endsWith(".ts")) sources.set(name, await Deno.readTextFile(new URL(name, ASSEMBLY)));
  }
  return sources;
}

/** SHA-256 of the sources, in the order of their names. */
export function hashSources(sources: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const name of [...sources.keys()].sort()) hash.update(`${name}\n${sources.get(name)!}\n`);
  return hash.digest("hex");
}

/** What the compiler made of the sources. */
export interface Compiled {
  readonly binary: Uint8Array;
  /** TypeScript declarations of the exports. */
  readonly declarations: string;
}

/**
 * Compiles the sources. The same sources and compiler give the same bytes.
 *
 * @throws {Error} With the compiler's messages.
 */
export async function compileKernels(
  sources: ReadonlyMap<string, string>,
  build: Build,
): Promise<Compiled> {
  const written = new Map<string, string | Uint8Array>();
  const features = build === "relaxed" ? ["simd", "relaxed-simd"] : ["simd"];
  const { error, stderr } = await asc.main([
    ENTRY,
    ...["--outFile", "kernels.wasm", "--bindings", "raw"],
    // Level 3 would give every assignment a variable of its own, and then move multiply-adds of one sum
    // next to each other: what the tiles have in registers would no longer fit.
    ...["-O2", "--noAssert", "--runtime", "stub"],
    ...["--importMemory", "--initialMemory", INITIAL_PAGES],
    ...features.flatMap((feature) => ["--enable", feature]),
  ], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => void written.set(name, contents),
    listFiles: () => [],
  });
  if (error !== null) throw new Error(stderr.toString());
  return {
    binary: written.get("kernels.wasm") as Uint8Array,
    declarations: written.get("kernels.d.ts") as string,
  };
}

/** The exported functions as the members of a TypeScript interface. */
export function functionsOf(declarations: string): string {
  return [...declarations.matchAll(/export function (\w+)\(([^)]*)\): (\w+);/g)]
    .map(([, name, parameters, result]) => `  ${name}(${parameters}): ${result};`)
    .join("\n");
}
