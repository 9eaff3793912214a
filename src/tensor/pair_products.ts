import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/** A fixed selection of rows as matrices, since tfjs-wasm gathers slowly and cannot differentiate it. */
export interface RowSelection {
  dispose(): void;
  /** @internal */
  readonly matrices: {
    /** `[selected, rows]`, one 1 a row: selects as a product from the left. */
    readonly select: tf.Tensor2D;
    /** Its transpose, which carries gradients back. */
    readonly scatter: tf.Tensor2D;
  };
}

/**
 * Prepares the selection of the rows `indices` out of `rows`, repeats allowed. The caller disposes
 * it.
 *
 * @throws {RangeError} For an index outside 0..rows-1.
 */
export function rowSelection(indices: Int32Array, rows: number): RowSelection {
  const selected = indices.length;
  const oneHot = new Float32Array(selected * rows);
  indices.forEach((row, k) => {
    if (row < 0 || row >= rows) {
      throw new RangeError(`Row ${row} does not exist: there are ${rows}`);
    }
    oneHot[k * rows + row] = 1;
  });
  const select = tf.keep(tf.tensor2d(oneHot, [selected, rows]));
  const scatter = tf.keep(tf.transpose(select)) as tf.Tensor2D;
  return { matrices: { select, scatter }, dispose: () => tf.dispose([select, scatter]) };
}

/**
 * Products of pairs of rows, `x[left[k]] * x[right[k]]`. Products with one-hot matrices select
 * exactly and keep the gradient reproducible on tfjs-webgpu, whose own one adds atomically.
 *
 * @param x `[rows, columns]`.
 * @param pairs The left rows followed by the right ones.
 * @returns `[selected / 2, columns]`.
 */
export function pairProducts(x: tf.Tensor2D, pairs: RowSelection): tf.Tensor2D {
  return withGradient(
    [x],
    (x) => {
      const selected = tf.matMul(pairs.matrices.select, x);
      const [left, right] = tf.split(selected, 2, 0) as [tf.Tensor2D, tf.Tensor2D];
      return { value: tf.mul(left, right) as tf.Tensor2D, saved: [left, right] };
    },
    (dy, left, right) => {
      const both = tf.concat([tf.mul(dy, right), tf.mul(dy, left)], 0) as tf.Tensor2D;
      return [tf.matMul(pairs.matrices.scatter, both)];
    },
  );
}
