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

/** Bit for bit on backends that compute the same on every machine, within a tolerance on others. */
export function agreementOf(backend: BackendName): Agreement {
  switch (backend) {
    case "wasm":
    case "cpu":
      return { exact: true, agree: Object.is };
    case "webgpu":
    case "tensorflow":
      return {
        exact: false,
        agree: (stored, repeated) =>
          Object.is(stored, repeated) ||
          Math.abs(stored - repeated) <= TOLERANCE * Math.max(1, Math.abs(stored)),
      };
    default:
      return backend satisfies never;
  }
}
