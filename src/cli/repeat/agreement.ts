import type { BackendName } from "../../spec/mod.ts";

/** How closely a run and its repetition have to agree. */
export interface Agreement {
  /** Whether every bit counts. */
  readonly exact: boolean;
  /** Whether two numbers agree; NaN agrees with itself. */
  agree(stored: number, repeated: number): boolean;
}

/** Largest difference of losses, accuracies and weights, as a part of `max(1, |stored|)`. */
export const TOLERANCE = 0.01;

/** Smallest share of predicted classes that have to be the same. */
export const SAME_ANSWERS = 0.98;

const EXACT: Agreement = { exact: true, agree: Object.is };

const CLOSE: Agreement = {
  exact: false,
  agree: (stored, repeated) =>
    Object.is(stored, repeated) ||
    Math.abs(stored - repeated) <= TOLERANCE * Math.max(1, Math.abs(stored)),
};

/**
 * Bit for bit where the same kernels compute on a backend that repeats itself, within a tolerance
 * elsewhere.
 *
 * @param options Whether the run and its repetition recorded the same set and build of kernels.
 */
export function agreementOf(
  backend: BackendName,
  { sameKernels }: { readonly sameKernels: boolean },
): Agreement {
  switch (backend) {
    case "wasm":
    case "cpu":
      return sameKernels ? EXACT : CLOSE;
    case "webgpu":
    case "tensorflow":
      return CLOSE;
    default:
      return backend satisfies never;
  }
}
