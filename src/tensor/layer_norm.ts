import { channelAffine } from "./channel_affine.ts";
import { fusedOperation } from "./fused_operation.ts";
import { onRows } from "./on_rows.ts";
import { sumRows } from "./sum_rows.ts";
import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/** Added to the variance by every normalisation of the paper's code. */
export const NORM_EPSILON = 1e-5;

/**
 * Layer normalisation over the last axis, with the biased variance.
 *
 * @param x `[..., width]`.
 * @param scale `[width]`.
 * @param shift `[width]`.
 *
 * Source: Ba et al. 2016, arXiv:1607.06450.
 */
export function layerNorm(x: tf.Tensor, scale: tf.Tensor1D, shift: tf.Tensor1D): tf.Tensor {
  const fused = fusedOperation("LayerNorm");
  if (fused !== null) {
    return withGradient(
      [x, scale, shift],
      (x, scale, shift) => {
        const [value, statistics] = fused.forward({ x, scale, shift }, { epsilon: NORM_EPSILON });
        return { value: value!, saved: [x, statistics!, scale] };
      },
      (dy, x, statistics, scale) => fused.backward({ dy, x, statistics, scale }, {}),
    );
  }
  return onRows(x, (rows) =>
    withGradient(
      [rows, scale, shift],
      (x, scale, shift) => {
        const centred = tf.sub(x, tf.mean(x, 1, true));
        const variance = tf.mean(tf.square(centred), 1, true);
        const inverse = tf.rsqrt(tf.add(variance, NORM_EPSILON));
        const normal = tf.mul(centred, inverse) as tf.Tensor2D;
        return { value: channelAffine(normal, scale, shift), saved: [normal, inverse, scale] };
      },
      (dy, normal, inverse, scale) => {
        const scaled = channelAffine(dy, scale, null);
        const correction = tf.add(
          tf.mean(scaled, 1, true),
          tf.mul(normal, tf.mean(tf.mul(scaled, normal), 1, true)),
        );
        return [
          tf.mul(tf.sub(scaled, correction), inverse),
          sumRows(tf.mul(dy, normal)),
          sumRows(dy),
        ];
      },
    ));
}
