import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/** A fixed selection of columns, with the matrix that carries gradients back. */
export interface ColumnSelection {
  readonly indices: Int32Array;
  /** Columns of the matrix selected from. */
  readonly columns: number;
  dispose(): void;
  /** @internal */
  readonly tensors: {
    readonly indices: tf.Tensor1D;
    /** `[selected, columns]`, one 1 a row. */
    readonly oneHot: tf.Tensor2D;
  };
}

/**
 * Prepares the selection of `indices` out of `columns` columns. The caller disposes it.
 *
 * @throws {RangeError} For an index outside 0..columns-1.
 */
export function columnSelection(indices: Int32Array, columns: number): ColumnSelection {
  const oneHot = new Float32Array(indices.length * columns);
  indices.forEach((index, row) => {
    if (index < 0 || index >= columns) {
      throw new RangeError(`Column ${index} does not exist: there are ${columns}`);
    }
    oneHot[row * columns + index] = 1;
  });
  const tensors = {
    indices: tf.keep(tf.tensor1d(indices, "int32")),
    oneHot: tf.keep(tf.tensor2d(oneHot, [indices.length, columns])),
  };
  return { indices, columns, tensors, dispose: () => tf.dispose(Object.values(tensors)) };
}

/**
 * Selects columns, repeats allowed. The gradient is a product with a one-hot matrix: tfjs-wasm
 * cannot differentiate a gather, and the atomic additions of tfjs-webgpu make it irreproducible.
 *
 * @param x `[rows, columns]`.
 * @returns `[rows, selected]`.
 */
export function selectColumns(x: tf.Tensor2D, selection: ColumnSelection): tf.Tensor2D {
  return withGradient(
    [x],
    (x) => ({ value: tf.gather(x, selection.tensors.indices, 1), saved: [] }),
    (dy) => [tf.matMul(dy, selection.tensors.oneHot)],
  );
}

/**
 * Products of pairs of columns, `x[:, left[k]] * x[:, right[k]]`, as one operation with one matrix
 * product in its gradient.
 *
 * @param x `[rows, columns]`.
 * @param pairs The left columns followed by the right ones.
 * @returns `[rows, selected / 2]`.
 */
export function pairProducts(x: tf.Tensor2D, pairs: ColumnSelection): tf.Tensor2D {
  return withGradient(
    [x],
    (x) => {
      const selected = tf.gather(x, pairs.tensors.indices, 1);
      const [left, right] = tf.split(selected, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
      return { value: tf.mul(left, right) as tf.Tensor2D, saved: [left, right] };
    },
    (dy, left, right) => {
      const both = tf.concat([tf.mul(dy, right), tf.mul(dy, left)], 1) as tf.Tensor2D;
      return [tf.matMul(both, pairs.tensors.oneHot)];
    },
  );
}
