import { sumRows } from "./affine.ts";
import { NORM_EPSILON } from "./layer_norm.ts";
import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * Batch normalisation of the last axis with the statistics of this very batch.
 *
 * @param x `[..., channels]`.
 * @param scale `[channels]`.
 * @param shift `[channels]`.
 * @returns `value` like `x`; `mean` and biased `variance` `[channels]` for the running statistics,
 *   which carry no gradient of their own.
 *
 * Source: Ioffe and Szegedy 2015, arXiv:1502.03167, algorithm 1.
 */
export function batchNorm(
  x: tf.Tensor,
  scale: tf.Tensor1D,
  shift: tf.Tensor1D,
): { value: tf.Tensor; mean: tf.Tensor1D; variance: tf.Tensor1D } {
  return tf.tidy(() => {
    const channels = scale.shape[0];
    const count = x.size / channels;
    const rows = tf.reshape(x, [count, channels]) as tf.Tensor2D;
    const mean = tf.div(sumRows(rows), count) as tf.Tensor1D;
    const variance = tf.div(
      sumRows(tf.square(tf.sub(rows, mean)) as tf.Tensor2D),
      count,
    ) as tf.Tensor1D;
    const y = withGradient(
      [rows, scale, shift],
      (x, scale, shift) => {
        const inverse = tf.rsqrt(tf.add(variance, NORM_EPSILON));
        const normal = tf.mul(tf.sub(x, mean), inverse);
        const value = tf.add(tf.mul(normal, scale), shift) as tf.Tensor2D;
        return { value, saved: [normal, inverse, scale] };
      },
      (dy, normal, inverse, scale) => {
        const scaleGradient = sumRows(tf.mul(dy, normal) as tf.Tensor2D);
        const shiftGradient = sumRows(dy);
        const correction = tf.add(
          tf.div(shiftGradient, count),
          tf.mul(normal, tf.div(scaleGradient, count)),
        );
        const factor = tf.mul(scale, inverse);
        return [tf.mul(tf.sub(dy, correction), factor), scaleGradient, shiftGradient];
      },
    );
    return { value: tf.reshape(y, x.shape), mean, variance };
  });
}
