import "@tensorflow/tfjs-backend-wasm";
import { environmentError } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { BackendOpener } from "./backend.ts";

/** What the kernels below use of the backend. */
interface SharingBackend {
  incRef(dataId: object): void;
}

/**
 * Makes identity, and a cast to the same type, share the data instead of copying them. The gradient
 * tape clones every tensor that it saves, hundreds per step; the other backends share already. No
 * tensor is ever written in place, so sharing is safe.
 */
function shareCopies(): void {
  for (const kernelName of ["Identity", "Cast"]) {
    const stock = tf.getKernel(kernelName, "wasm")!;
    tf.unregisterKernel(kernelName, "wasm");
    tf.registerKernel({
      kernelName,
      backendName: "wasm",
      kernelFunc: (args) => {
        const { dataId, shape, dtype } = args.inputs["x"]!;
        if (args.attrs?.["dtype"] !== undefined && args.attrs["dtype"] !== dtype) {
          return stock.kernelFunc(args);
        }
        (args.backend as SharingBackend).incRef(dataId);
        return { dataId, shape, dtype };
      },
    });
  }
}

/** WebAssembly with SIMD on one thread: the default on a CPU; bit-reproducible. */
export const wasm: BackendOpener = {
  name: "wasm",
  async open() {
    if (!await tf.setBackend("wasm")) {
      throw environmentError("The wasm backend did not start: this runtime lacks WebAssembly SIMD");
    }
    await tf.ready();
    shareCopies();
    const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
    return { device: `WebAssembly${simd ? " SIMD" : ""}, 1 thread`, check: () => {} };
  },
};
