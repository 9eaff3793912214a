import { channelAffine } from "./channel_affine.ts";
import { fusedKernel } from "./fused_kernel.ts";
import { onRows } from "./on_rows.ts";
import { sumRows } from "./sum_rows.ts";
import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * Adds one value to each channel, the last axis.
 *
 * @param x `[..., channels]`.
 * @param bias `[channels]`.
 * @returns `[..., channels]`.
 */
export function addBias(x: tf.Tensor, bias: tf.Tensor1D): tf.Tensor {
  const add = fusedKernel("AddBias");
  const sum = fusedKernel("SumRows");
  if (add !== null && sum !== null) {
    return withGradient(
      [x, bias],
      (x, bias) => ({ value: add({ x, bias }, {})[0]!, saved: [] }),
      (dy) => [dy.clone(), ...sum({ x: dy }, {})],
    );
  }
  return onRows(x, (rows) =>
    withGradient(
      [rows, bias],
      (x, bias) => ({ value: channelAffine(x, tf.onesLike(bias), bias), saved: [] }),
      (dy) => [dy.clone(), sumRows(dy)],
    ));
}
