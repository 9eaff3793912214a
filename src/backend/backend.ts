import type { BackendName, KernelSet } from "../spec/mod.ts";

/** A tfjs backend that is open, active and has passed the numerical self-test. */
export interface Backend {
  readonly name: BackendName;
  /** What computes, for the run's record. */
  readonly device: string;
  /** The kernels that compute and their build, for the run's record: `fused (relaxed FMA)`. */
  readonly kernels: string;
  /** Worst error of the self-test over its tolerance; at most 1. */
  readonly selfTest: number;
  /**
   * @throws {BenchError} With exit code 3 if the device reported an error since it was opened.
   * Some backends return zeros instead of throwing, so this is called wherever results are read.
   */
  check(): void;
}

/** Opens one kind of backend and makes it the active one. */
export interface BackendOpener {
  readonly name: BackendName;
  /** @param kernels One of the sets that the backend has; see {@link Backend} for the result. */
  open(kernels: KernelSet): Promise<Pick<Backend, "device" | "kernels" | "check">>;
}
