import { assert, assertEquals } from "@std/assert";
import { SOURCE_HASH } from "../../src/kernels/wasm/binary/functions.ts";
import { BINARY as PLAIN } from "../../src/kernels/wasm/binary/plain.ts";
import { BINARY as RELAXED } from "../../src/kernels/wasm/binary/relaxed.ts";
import { hashSources, readSources } from "../../src/kernels/wasm/build.ts";

const BINARIES = { plain: PLAIN, relaxed: RELAXED };

/** Identifier of the section that holds initial contents of the memory. */
const DATA = 11;

Deno.test("the committed kernels were built from the sources; deno task build:kernels", async () => {
  assertEquals(hashSources(await readSources()), SOURCE_HASH);
});

for (const [build, text] of Object.entries(BINARIES)) {
  const binary = Uint8Array.fromBase64(text);

  Deno.test(`the build "${build}" is valid and takes nothing but the memory`, () => {
    assert(WebAssembly.validate(binary));
    assertEquals(WebAssembly.Module.imports(new WebAssembly.Module(binary)), [
      { module: "env", name: "memory", kind: "memory" },
    ]);
  });

  Deno.test(`the build "${build}" has no data, which would lie over the library's`, () => {
    assertEquals(sections(binary).filter((id) => id === DATA), []);
    assert(sections(binary).includes(10), "the code section was not found");
  });
}

/** Identifiers of the sections of a module. Source: WebAssembly specification, section 5.5. */
function sections(binary: Uint8Array): number[] {
  const found: number[] = [];
  let place = 8;
  while (place < binary.length) {
    found.push(binary[place++]!);
    let size = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = binary[place++]!;
      size += (byte & 127) * 2 ** shift;
      shift += 7;
    } while (byte >= 128);
    place += size;
  }
  return found;
}
