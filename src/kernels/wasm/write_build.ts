import { BUILDS, compileKernels, functionsOf, hashSources, readSources } from "./build.ts";

const BINARY = new URL("./binary/", import.meta.url);

/**
 * Compiles both builds and writes them as modules, so that loading them needs no permission and works
 * in workers: `deno task build:kernels`, after every change to the sources.
 */
export async function buildKernels(): Promise<void> {
  const sources = await readSources();
  const hash = hashSources(sources);
  await Deno.mkdir(BINARY, { recursive: true });
  let declarations = "";
  for (const build of BUILDS) {
    const compiled = await compileKernels(sources, build);
    ({ declarations } = compiled);
    await write(`${build}.ts`, [
      `/** The build "${build}" of ../assembly, written by \`deno task build:kernels\`. @module */`,
      `export const BINARY = "${compiled.binary.toBase64()}";`,
    ]);
    console.log(`${build}: ${compiled.binary.length} bytes`);
  }
  await write("functions.ts", [
    "/** Exports of ../assembly, written by `deno task build:kernels`. @module */",
    "",
    "/** SHA-256 of the sources that the builds were made from. */",
    `export const SOURCE_HASH = "${hash}";`,
    "",
    "/** The exported functions; addresses are bytes, strides and counts are floats. */",
    "export interface KernelFunctions {",
    functionsOf(declarations),
    "}",
  ]);
}

/** Writes a generated module by renaming, so that nobody reads half of it. */
async function write(name: string, lines: readonly string[]): Promise<void> {
  const target = new URL(name, BINARY);
  const temporary = new URL(`${name}.${crypto.randomUUID()}.tmp`, BINARY);
  await Deno.writeTextFile(temporary, lines.join("\n") + "\n");
  await Deno.rename(temporary, target);
}
