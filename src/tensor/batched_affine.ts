import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * One affine map per group, `y[g] = W[g] x[g] + b[g]`, with the examples along the last axis: in
 * this layout slices and halves of the features are contiguous, which tfjs-wasm copies fast.
 *
 * @param weight `[groups, outputs, inputs]`.
 * @param x `[groups, inputs, examples]`.
 * @param bias `[groups, outputs, 1]`.
 * @returns `[groups, outputs, examples]`.
 */
export function batchedAffine(
  weight: tf.Tensor3D,
  x: tf.Tensor3D,
  bias: tf.Tensor3D,
): tf.Tensor3D {
  return withGradient(
    [weight, x, bias],
    (weight, x, bias) => ({
      value: tf.add(tf.matMul(weight, x), bias) as tf.Tensor3D,
      saved: [weight, x],
    }),
    (dy, weight, x) => [
      tf.matMul(dy, x, false, true),
      tf.matMul(weight, dy, true, false),
      tf.sum(dy, 2, true),
    ],
  );
}
