import { assert, assertEquals } from "@std/assert";
import { openBackend } from "../../src/backend/mod.ts";
import { type BackendName, type KernelSet, resolveKernels } from "../../src/spec/mod.ts";
import * as tf from "../../src/tensor/tf.ts";

/** A backend with its default kernels, or `wasm composite`: the one with fused ones without them. */
export type TestBackend = BackendName | "wasm composite";

/** The backends that numeric tests run on here; webgpu where any adapter, even software, exists. */
export const TEST_BACKENDS: readonly TestBackend[] = await navigator.gpu?.requestAdapter()
  ? ["cpu", "wasm", "wasm composite", "webgpu"]
  : ["cpu", "wasm", "wasm composite"];

if (!TEST_BACKENDS.includes("webgpu")) {
  console.log("notice: no WebGPU adapter here, numeric tests run on cpu and wasm only");
}

let active: TestBackend | null = null;

/** Backend and kernels as a specification names them. */
export function partsOf(
  backend: TestBackend,
): { readonly backend: BackendName; readonly kernels: KernelSet } {
  return backend === "wasm composite"
    ? { backend: "wasm", kernels: "composite" }
    : { backend, kernels: resolveKernels("auto", backend) };
}

/** Makes a backend active, unless it is the one that was made active last. */
export async function activate(name: TestBackend): Promise<void> {
  if (active === name) return;
  const { backend, kernels } = partsOf(name);
  await openBackend(backend, kernels);
  active = name;
}

/** Registers one test per backend; each must leave as many tensors as it found. */
export function onEachBackend(
  name: string,
  test: (backend: TestBackend) => Promise<void>,
  backends: readonly TestBackend[] = TEST_BACKENDS,
): void {
  for (const backend of backends) {
    Deno.test({
      name: `${name} [${backend}]`,
      // The backends keep device callbacks and timers of their own.
      sanitizeOps: false,
      sanitizeResources: false,
      fn: async () => {
        await activate(backend);
        const before = tf.memory().numTensors;
        await test(backend);
        assertEquals(tf.memory().numTensors, before, "tensors leaked");
      },
    });
  }
}

/** `|actual - expected| <= tolerance * max(1, |expected|)` elementwise; disposes nothing. */
export async function assertClose(
  actual: tf.Tensor,
  expected: ArrayLike<number>,
  tolerance = 1e-6,
): Promise<void> {
  const values = await actual.data();
  assertEquals(values.length, expected.length, "number of elements");
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(values[i]! - expected[i]!);
    const limit = tolerance * Math.max(1, Math.abs(expected[i]!));
    assert(error <= limit, `element ${i}: ${values[i]} is not ${expected[i]} (error ${error})`);
  }
}
