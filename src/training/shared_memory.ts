import type { Model } from "../contract/mod.ts";
import { BARRIER_WORDS } from "./barrier.ts";

/** Bytes of a SHA-256. */
const DIGEST_BYTES = 32;

/** What the replicas of a model have in common. A message to another thread shares it. */
export interface SharedMemory {
  readonly barrier: Int32Array;
  /** What is to be done next, one number. */
  readonly order: Int32Array;
  /** Of the step that is to be made, one number. */
  readonly learningRate: Float64Array;
  /** By replica: SHA-256 of its variables. */
  readonly digests: readonly Uint8Array[];
  /** By replica: for each parameter 1 if it has a gradient in this step, else 0. */
  readonly trained: readonly Uint8Array[];
  /**
   * By replica: what it found in this step, see {@link foundValues}.
   */
  readonly found: readonly Float32Array[];
  /** The means over the replicas of what they found. */
  readonly mean: Float32Array;
}

/** Memory for the replicas of a model, all zeros. */
export function allocateSharedMemory(
  model: Pick<Model, "parameters" | "buffers">,
  replicas: number,
): SharedMemory {
  const values = foundValues(model);
  const each = <T>(make: () => T): T[] => Array.from({ length: replicas }, make);
  return {
    barrier: new Int32Array(shared(4 * BARRIER_WORDS)),
    order: new Int32Array(shared(4)),
    learningRate: new Float64Array(shared(8)),
    digests: each(() => new Uint8Array(shared(DIGEST_BYTES))),
    trained: each(() => new Uint8Array(shared(model.parameters.size))),
    found: each(() => new Float32Array(shared(4 * values))),
    mean: new Float32Array(shared(4 * values)),
  };
}

/**
 * Numbers that a replica finds in a step: the loss, the gradients of all parameters in their order,
 * and the buffers in theirs.
 */
export function foundValues(
  { parameters, buffers }: Pick<Model, "parameters" | "buffers">,
): number {
  let values = 1;
  for (const { size } of [...parameters.values(), ...buffers.values()]) values += size;
  return values;
}

function shared(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}
