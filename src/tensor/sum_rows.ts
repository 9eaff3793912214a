import { fusedKernel } from "./fused_kernel.ts";
import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/** A product with ones repacks the matrix first, which pays off only for few rows. */
const MOST_ROWS_AT_ONCE = 256;

/** Longest run of rows that one pooling window adds up. */
const LONGEST_WINDOW = 1024;

/**
 * Sum over the first axis: reducing a leading axis directly is slow in tfjs-wasm. Few rows are
 * multiplied with ones; long columns are first averaged in windows.
 *
 * @param x `[rows, columns]`.
 * @returns `[columns]`.
 */
export function sumRows(x: tf.Tensor2D): tf.Tensor1D {
  const kernel = fusedKernel("SumRows");
  if (kernel !== null) {
    const [rows, columns] = x.shape;
    return withGradient(
      [x],
      (x) => ({ value: kernel({ x }, {})[0] as tf.Tensor1D, saved: [] }),
      (dy) => [tf.tile(tf.reshape(dy, [1, columns]), [rows, 1])],
    );
  }
  return tf.tidy(() => {
    const [rows, columns] = x.shape;
    const window = rows <= MOST_ROWS_AT_ONCE ? 1 : largestDivisor(rows, LONGEST_WINDOW);
    const sums = tf.matMul(tf.fill([1, rows / window], window), windowMeans(x, window));
    return tf.reshape(sums, [columns]);
  });
}

function windowMeans(x: tf.Tensor2D, window: number): tf.Tensor2D {
  if (window === 1) return x;
  const [rows, columns] = x.shape;
  const image = tf.reshape(x, [rows / window, window, 1, columns]) as tf.Tensor4D;
  return tf.reshape(tf.avgPool(image, [window, 1], 1, "valid"), [rows / window, columns]);
}

function largestDivisor(value: number, limit: number): number {
  for (let divisor = Math.min(value, limit); divisor > 1; divisor--) {
    if (value % divisor === 0) return divisor;
  }
  return 1;
}
