import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * One row times one matrix per group. The matrix's gradient is an outer product, which broadcasting
 * computes several times faster than a batched product does in tfjs-wasm.
 *
 * @param row `[groups, 1, inner]`.
 * @param matrix `[groups, inner, columns]`.
 * @returns `[groups, 1, columns]`.
 */
export function rowTimesMatrix(row: tf.Tensor3D, matrix: tf.Tensor3D): tf.Tensor3D {
  return withGradient(
    [row, matrix],
    (row, matrix) => ({ value: tf.matMul(row, matrix), saved: [row, matrix] }),
    (dy, row, matrix) => [
      tf.matMul(dy, matrix, false, true),
      tf.mul(tf.reshape(row, [row.shape[0], row.shape[2], 1]), dy),
    ],
  );
}
