import { assert, assertEquals, assertRejects } from "@std/assert";
import { openBackend } from "../../../src/backend/mod.ts";
import { BenchError, EXIT, KERNEL_SETS, type KernelSet } from "../../../src/spec/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";

/** Every kernel of the wasm backend, by name. */
const kernelsOfWasm = () =>
  new Map(
    tf.getKernelsForBackend("wasm").map(({ kernelName, kernelFunc }) => [
      kernelName,
      kernelFunc,
    ]),
  );

/** The names of the kernels of `other` that are not those of `one`. */
function changed(one: ReturnType<typeof kernelsOfWasm>, other: typeof one): string[] {
  return [...other.keys()].filter((name) => other.get(name) !== one.get(name));
}

Deno.test({
  name: "wasm opens with each set of kernels, again and in any order",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const { kernels, device } = await openBackend("wasm", "composite");
    assertEquals([kernels, device], ["composite", "WebAssembly SIMD, 1 thread"]);
    const stock = kernelsOfWasm();
    const records: Record<KernelSet, RegExp> = {
      fused: /^fused \((relaxed FMA|plain)\)$/,
      reproducible: /^reproducible \(plain\)$/,
      composite: /^composite$/,
    };
    for (const first of KERNEL_SETS) {
      for (const second of KERNEL_SETS) {
        await openBackend("wasm", first);
        const opened = await openBackend("wasm", second);
        assert(records[second].test(opened.kernels), `${second}: ${opened.kernels}`);
        assert(opened.selfTest <= 1);
        assertEquals(changed(stock, kernelsOfWasm()).length > 0, second !== "composite", second);
      }
    }
    await openBackend("wasm", "composite");
    assertEquals(changed(stock, kernelsOfWasm()), []);
    assertEquals(kernelsOfWasm().size, stock.size);
  },
});

Deno.test("a backend without kernels of ours computes with the library's own or not at all", async () => {
  assertEquals((await openBackend("cpu", "composite")).kernels, "composite");
  const error = await assertRejects(() => openBackend("cpu", "fused"), BenchError);
  assertEquals(error.code, EXIT.usage);
});
