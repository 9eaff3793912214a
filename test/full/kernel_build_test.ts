import { assertEquals } from "@std/assert";
import { BINARY as PLAIN } from "../../src/kernels/wasm/binary/plain.ts";
import { BINARY as RELAXED } from "../../src/kernels/wasm/binary/relaxed.ts";
import { BUILDS, compileKernels, readSources } from "../../src/kernels/wasm/build.ts";

const BINARIES = { plain: PLAIN, relaxed: RELAXED };

for (const build of BUILDS) {
  Deno.test(`compiling the kernels gives the committed bytes, build "${build}"`, async () => {
    const { binary } = await compileKernels(await readSources(), build);
    assertEquals(binary.toBase64(), BINARIES[build]);
  });
}
