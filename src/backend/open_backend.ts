import { type BackendName, environmentError } from "../spec/mod.ts";
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
 * Opens a backend, makes it the active one and tests its numbers.
 *
 * @throws {BenchError} With exit code 3 if it cannot be opened or computes wrong values.
 */
export async function openBackend(name: BackendName): Promise<Backend> {
  const opener = await OPENERS[name]();
  const { device, check } = await opener.open();
  const worst = await selfTest();
  check();
  return { name, device, selfTest: worst, check };
}
