import { channelAffine } from "./channel_affine.ts";
import { NORM_EPSILON } from "./layer_norm.ts";
import { onRows } from "./on_rows.ts";
import { sumRows } from "./sum_rows.ts";
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
    const share = (sum: tf.Tensor1D) => tf.div(sum, count) as tf.Tensor1D;
    const one = tf.ones([channels]) as tf.Tensor1D;
    const mean = share(sumRows(rows));
    const centred = channelAffine(rows, one, tf.neg(mean));
    const variance = share(sumRows(tf.square(centred)));
    const inverse = tf.rsqrt(tf.add(variance, NORM_EPSILON)) as tf.Tensor1D;
    const normal = channelAffine(centred, inverse, null);
    const y = withGradient(
      [rows, scale, shift],
      (_, scale, shift) => ({
        value: channelAffine(normal, scale, shift),
        saved: [normal, inverse, scale],
      }),
      (dy, normal, inverse, scale) => {
        const scaleGradient = sumRows(tf.mul(dy, normal));
        const shiftGradient = sumRows(dy);
        const factor = tf.mul(scale, inverse) as tf.Tensor1D;
        const shiftPart = tf.neg(share(tf.mul(shiftGradient, factor)));
        const scalePart = share(tf.mul(scaleGradient, factor));
        const gradient = tf.sub(
          channelAffine(dy, factor, shiftPart as tf.Tensor1D),
          channelAffine(normal, scalePart, null),
        );
        return [gradient, scaleGradient, shiftGradient];
      },
    );
    return { value: tf.reshape(y, x.shape), mean, variance };
  });
}

/**
 * Batch normalisation of the last axis with given statistics, as in evaluation.
 *
 * @param x `[..., channels]`.
 * @param statistics `mean` and `variance` `[channels]`, constants for gradients.
 * @param scale `[channels]`.
 * @param shift `[channels]`.
 */
export function fixedBatchNorm(
  x: tf.Tensor,
  statistics: { readonly mean: tf.Tensor1D; readonly variance: tf.Tensor1D },
  { scale, shift }: { readonly scale: tf.Tensor1D; readonly shift: tf.Tensor1D },
): tf.Tensor {
  return onRows(x, (rows) =>
    withGradient(
      [rows, scale, shift],
      (x, scale, shift) => {
        const { mean, variance } = statistics;
        const inverse = tf.rsqrt(tf.add(variance, NORM_EPSILON)) as tf.Tensor1D;
        const factor = tf.mul(scale, inverse) as tf.Tensor1D;
        const offset = tf.sub(shift, tf.mul(mean, factor)) as tf.Tensor1D;
        return { value: channelAffine(x, factor, offset), saved: [x, mean, inverse, factor] };
      },
      (dy, x, mean, inverse, factor) => {
        const offset = tf.neg(tf.mul(mean, inverse)) as tf.Tensor1D;
        return [
          channelAffine(dy, factor, null),
          sumRows(tf.mul(dy, channelAffine(x, inverse, offset))),
          sumRows(dy),
        ];
      },
    ));
}
