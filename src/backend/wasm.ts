import "@tensorflow/tfjs-backend-wasm";
import { installKernels } from "../kernels/mod.ts";
import { environmentError, type KernelSet } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { BackendOpener } from "./backend.ts";

/** What the kernels below use of the backend. */
interface SharingBackend {
  incRef(dataId: object): void;
}

let sharing = false;

/**
 * Makes identity, and a cast to the same type, share the data instead of copying them. The gradient
 * tape clones every tensor that it saves, hundreds per step; the other backends share already. No
 * tensor is ever written in place, so sharing is safe.
 */
function shareCopies(): void {
  if (sharing) return;
  sharing = true;
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

/** Takes away the kernels that the last opening put in place, if any; the library's registry is global. */
let uninstall: () => void = () => {};

/**
 * Puts the kernels of a set in place of those of the last opening.
 *
 * @returns The set and its build, for the run's record.
 */
function useKernels(set: KernelSet): string {
  uninstall();
  uninstall = () => {};
  if (set === "composite") return set;
  const installed = installKernels(set);
  uninstall = installed.uninstall;
  const relaxed = installed.fuses ? "relaxed FMA" : "relaxed, not fused here";
  return `${set} (${installed.build === "relaxed" ? relaxed : "plain"})`;
}

/**
 * WebAssembly with SIMD on one thread: the default on a CPU. Repeats its results bit by bit: with relaxed
 * FMA on one machine, otherwise on all.
 */
export const wasm: BackendOpener = {
  name: "wasm",
  async open(set) {
    if (!await tf.setBackend("wasm")) {
      throw environmentError("The wasm backend did not start: this runtime lacks WebAssembly SIMD");
    }
    await tf.ready();
    shareCopies();
    const kernels = useKernels(set);
    const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
    return { device: `WebAssembly${simd ? " SIMD" : ""}, 1 thread`, kernels, check: () => {} };
  },
};
