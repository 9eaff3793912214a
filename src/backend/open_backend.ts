import { type BackendName, environmentError, type KernelSet, resolveKernels } from "../spec/mod.ts";
import type { Backend, BackendOpener } from "./backend.ts";
import { selfTest } from "./self_test.ts";

/** Backend packages are large, so each is loaded when it is asked for. */
const OPENERS: { readonly [name in BackendName]: () => Promise<BackendOpener> } = {
  tensorflow: () => {
    throw environmentError(
      "The tensorflow backend is not installed; use --backend wasm, webgpu or cpu",
    );
  },
  webgpu: async () => (await import("./webgpu.ts")).webgpu,
  wasm: async () => (await import("./wasm.ts")).wasm,
  cpu: async () => (await import("./cpu.ts")).cpu,
};

/**
 * Opens a backend, makes it the active one and tests its numbers. One that is open already is opened
 * again, with other kernels if others are asked for.
 *
 * @throws {BenchError} With exit code 2 if the backend does not have these kernels, 3 if it cannot be
 * opened or computes wrong values.
 */
export async function openBackend(name: BackendName, asked: KernelSet): Promise<Backend> {
  const set = resolveKernels(asked, name);
  const opener = await OPENERS[name]();
  const { device, kernels, check } = await opener.open(set);
  const remedy = set === "composite"
    ? "use another one, for example --backend wasm"
    : "use --kernels composite, or another backend";
  const worst = await selfTest(remedy);
  check();
  return { name, device, kernels, selfTest: worst, check };
}
