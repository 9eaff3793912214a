/** A tensor as it lies in a file, row-major, in the PyTorch layout. */
export interface StoredTensor {
  /** `[]` for a single number. */
  readonly shape: readonly number[];
  /** As many elements as the shape says. */
  readonly data: Float32Array | Int32Array;
}

/** Number of elements of a shape; not a safe integer if the shape is too large to hold. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Whether a value of a file is a size: a whole number from 0 to 2^53 - 1. */
export function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
