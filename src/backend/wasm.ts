import "@tensorflow/tfjs-backend-wasm";
import { environmentError } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { BackendOpener } from "./backend.ts";

/** WebAssembly with SIMD on one thread: the default on a CPU; bit-reproducible. */
export const wasm: BackendOpener = {
  name: "wasm",
  async open() {
    if (!await tf.setBackend("wasm")) {
      throw environmentError("The wasm backend did not start: this runtime lacks WebAssembly SIMD");
    }
    await tf.ready();
    const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
    return { device: `WebAssembly${simd ? " SIMD" : ""}, 1 thread`, check: () => {} };
  },
};
