import * as tf from "./tf.ts";

/** Longest run of rows that one pooling window adds up. */
const LONGEST_WINDOW = 1024;

/**
 * Sum over the first axis. Long columns are first averaged in windows: reducing a leading axis
 * directly is slow in tfjs-wasm, and a product with ones would first repack the whole matrix.
 *
 * @param x `[rows, columns]`.
 * @returns `[columns]`.
 */
export function sumRows(x: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const [rows, columns] = x.shape;
    const window = largestDivisor(rows, LONGEST_WINDOW);
    const groups = rows / window;
    const image = tf.reshape(x, [groups, window, 1, columns]) as tf.Tensor4D;
    const means = window === 1 ? image : tf.avgPool(image, [window, 1], 1, "valid");
    const sums = tf.matMul(tf.fill([1, groups], window), tf.reshape(means, [groups, columns]));
    return tf.reshape(sums, [columns]);
  });
}

function largestDivisor(value: number, limit: number): number {
  for (let divisor = Math.min(value, limit); divisor > 1; divisor--) {
    if (value % divisor === 0) return divisor;
  }
  return 1;
}
