import type { KernelSet } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import { adamwKernels } from "./adamw/adamw.ts";
import { batchNormKernels } from "./batch_norm/batch_norm.ts";
import { convolutionKernels } from "./convolution/convolution.ts";
import { convolutionNormKernels } from "./convolution/convolution_norm.ts";
import { depthwiseKernels } from "./convolution/depthwise_kernels.ts";
import { stockConvolutionKernels } from "./convolution/stock_convolution.ts";
import { elementwiseKernels } from "./elementwise/mod.ts";
import { layerKernels } from "./layers/mod.ts";
import { matMulKernels } from "./mat_mul/mat_mul.ts";
import { maxPoolKernels } from "./pooling/max_pool.ts";
import { stockPoolingKernels } from "./pooling/stock_pooling.ts";
import { reductionKernels } from "./reductions/mod.ts";
import { rowCopyKernels } from "./row_copies/mod.ts";
import { ctmCoreKernels } from "./recurrence/ctm_core.ts";
import { lstmCoreKernels } from "./recurrence/lstm_core.ts";
import { type Host, openHost } from "./wasm/host.ts";
import { type Build, canRun } from "./wasm/module.ts";

/** Kernels that are in place. */
export interface InstalledKernels {
  readonly build: Build;
  /** Whether a multiply-add is rounded once here: the relaxed build leaves that to the processor. */
  readonly fuses: boolean;
  /** Puts the kernels of the library back. */
  uninstall(): void;
}

/** A kernel for the wasm backend, by the name that the library or {@link fusedKernel} asks for. */
export interface WasmKernel {
  readonly kernelName: string;
  readonly run: tf.KernelFunc;
}

/** Makes some kernels on an open host. */
export type MakeKernels = (host: Host) => readonly WasmKernel[];

/** Every kernel that there is, one line a family. */
const KERNELS: readonly MakeKernels[] = [
  matMulKernels,
  convolutionKernels,
  stockConvolutionKernels,
  depthwiseKernels,
  convolutionNormKernels,
  batchNormKernels,
  maxPoolKernels,
  stockPoolingKernels,
  reductionKernels,
  rowCopyKernels,
  elementwiseKernels,
  layerKernels,
  adamwKernels,
  ctmCoreKernels,
  lstmCoreKernels,
];

let host: Host | null = null;

/**
 * Puts the kernels of a set in place on the wasm backend, which must be the active one. `fused` takes
 * the build with relaxed FMA where this engine has it, `reproducible` always the plain one.
 */
export function installKernels(set: Exclude<KernelSet, "composite">): InstalledKernels {
  const build = set === "fused" && canRun("relaxed") ? "relaxed" : "plain";
  const opened = openHost(build);
  const replaced: (() => void)[] = [];
  for (const { kernelName, run } of KERNELS.flatMap((make) => make(opened))) {
    const stock = tf.getKernel(kernelName, "wasm");
    if (stock !== undefined) tf.unregisterKernel(kernelName, "wasm");
    tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc: run });
    replaced.push(() => {
      tf.unregisterKernel(kernelName, "wasm");
      if (stock !== undefined) tf.registerKernel(stock);
    });
  }
  host = opened;
  return {
    build,
    fuses: fusesMultiplyAdd(opened),
    uninstall() {
      for (const restore of replaced.reverse()) restore();
      opened.dispose();
      host = null;
    },
  };
}

/** The square of 1 + 2^-12 keeps its last bit only if it is not rounded before the subtraction. */
function fusesMultiplyAdd({ kernels }: Host): boolean {
  const factor = 1 + 2 ** -12;
  return kernels.multiplyAdd(factor, factor, -1 - 2 ** -11) !== 0;
}

/**
 * Measures the most that one core computes with the kernels that are in place, FLOP/s.
 *
 * @throws {Error} If none are.
 */
export function peakFlops(seconds = 0.2): number {
  if (host === null) throw new Error("No kernels are installed");
  const rounds = 100_000;
  let best = 0;
  const end = performance.now() + 1000 * seconds;
  do {
    const start = performance.now();
    host.kernels.peak(rounds, 0.5, 0.25);
    best = Math.max(best, rounds * 2 * 96 / (performance.now() - start) * 1000);
  } while (performance.now() < end);
  return best;
}
