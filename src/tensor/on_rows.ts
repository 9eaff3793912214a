import * as tf from "./tf.ts";

/**
 * Applies an operation on matrices to the last axis of any tensor. A matrix is passed as it is: every
 * reshape costs two entries of the gradient tape.
 *
 * @param x `[..., width]`.
 * @param operation `[rows, width]` to `[rows, width']`.
 * @returns `[..., width']`.
 */
export function onRows(
  x: tf.Tensor,
  operation: (rows: tf.Tensor2D) => tf.Tensor2D,
): tf.Tensor {
  if (x.rank === 2) return operation(x as tf.Tensor2D);
  return tf.tidy(() => {
    const width = x.shape.at(-1)!;
    const y = operation(tf.reshape(x, [x.size / width, width]));
    return tf.reshape(y, [...x.shape.slice(0, -1), y.shape[1]]);
  });
}
