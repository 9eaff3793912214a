import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * One affine map per group: `y[g] = x[g] W[g] + b[g]`. The bias gradient is a product with ones,
 * since reducing a middle axis is slow in tfjs-wasm.
 *
 * @param x `[groups, rows, inputs]`.
 * @param weight `[groups, inputs, outputs]`.
 * @param bias `[groups, 1, outputs]`.
 * @returns `[groups, rows, outputs]`.
 */
export function batchedAffine(
  x: tf.Tensor3D,
  weight: tf.Tensor3D,
  bias: tf.Tensor3D,
): tf.Tensor3D {
  return withGradient(
    [x, weight, bias],
    (x, weight, bias) => ({
      value: tf.add(tf.matMul(x, weight), bias) as tf.Tensor3D,
      saved: [x, weight],
    }),
    (dy, x, weight) => [
      tf.matMul(dy, weight, false, true),
      tf.matMul(x, dy, true, false),
      tf.matMul(tf.ones([x.shape[0], 1, x.shape[1]]), dy),
    ],
  );
}
