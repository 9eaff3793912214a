import type { KernelSet } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import { lstmCoreKernels } from "./recurrence/lstm_core.ts";
import { type Host, openHost } from "./wasm/host.ts";
import { type Build, canRun } from "./wasm/module.ts";

/** Kernels that are in place. */
export interface InstalledKernels {
  readonly build: Build;
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
    uninstall() {
      for (const restore of replaced.reverse()) restore();
      opened.dispose();
      host = null;
    },
  };
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
