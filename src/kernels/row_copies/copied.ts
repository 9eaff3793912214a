import * as tf from "../../tensor/tf.ts";

/** Whether the elements of all tensors are of one type of 4 bytes, which is what kernels copy. */
export function canCopy(tensors: readonly tf.TensorInfo[]): boolean {
  const dtype = tensors[0]?.dtype;
  return (dtype === "float32" || dtype === "int32") &&
    tensors.every((tensor) => tensor.dtype === dtype);
}

/** Elements from one index of each axis to the next. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => tf.util.sizeFromShape(shape.slice(axis + 1)));
}
