import type * as tf from "../tensor/tf.ts";
import type { WasmKernel } from "./install.ts";

/** A kernel of ours as a function of its inputs by name. */
export function namedKernel<Inputs, Attributes = unknown>(
  kernelName: string,
  run: (inputs: Inputs, attributes: Attributes) => tf.TensorInfo | tf.TensorInfo[],
): WasmKernel {
  return {
    kernelName,
    run: ({ inputs, attrs }) => run(inputs as Inputs, attrs as unknown as Attributes),
  };
}

/** Floats of a tensor. */
export function sizeOf({ shape }: tf.TensorInfo): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A tensor as a matrix of its last axis. */
export function asRows(x: tf.TensorInfo): { readonly rows: number; readonly columns: number } {
  const columns = x.shape.at(-1)!;
  return { rows: columns === 0 ? 0 : sizeOf(x) / columns, columns };
}
