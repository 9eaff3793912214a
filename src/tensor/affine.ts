import { fusedKernel } from "./fused_kernel.ts";
import { fusedOperation } from "./fused_operation.ts";
import { onRows } from "./on_rows.ts";
import { sumRows } from "./sum_rows.ts";
import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * Matrix product with a gradient made of plain products of explicitly transposed operands. The
 * library's transposing kernels on wasm are about 20 times slower than a transpose and a plain product.
 *
 * @param a `[rows, inner]`.
 * @param b `[inner, columns]`.
 * @returns `[rows, columns]`.
 */
export function matMul(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const backward = fusedKernel("MatMulGradient");
  if (backward !== null) {
    return withGradient(
      [a, b],
      (a, b) => ({ value: tf.matMul(a, b), saved: [a, b] }),
      (dy, a, b) => backward({ dy, a, b }, {}),
    );
  }
  return withGradient(
    [a, b],
    (a, b) => ({ value: tf.matMul(a, b), saved: [a, b] }),
    (dy, a, b) => [tf.matMul(dy, tf.transpose(b)), tf.matMul(tf.transpose(a), dy)],
  );
}

/**
 * Affine map of the last axis, `x W + b`.
 *
 * @param x `[..., inputs]`.
 * @param weight `[inputs, outputs]`, the transpose of PyTorch's layout.
 * @param bias `[outputs]`.
 * @returns `[..., outputs]`.
 */
export function affine(x: tf.Tensor, weight: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor {
  const fused = fusedOperation("Affine");
  if (fused !== null) {
    return withGradient(
      [x, weight, bias],
      (x, weight, bias) => ({
        value: fused.forward({ x, weight, bias }, {})[0]!,
        saved: [x, weight],
      }),
      (dy, x, weight) => fused.backward({ dy, x, weight }, {}),
    );
  }
  return onRows(x, (rows) =>
    withGradient(
      [rows, weight, bias],
      (x, weight, bias) => ({
        value: tf.fused.matMul({ a: x, b: weight, bias }) as tf.Tensor2D,
        saved: [x, weight],
      }),
      (dy, x, weight) => [
        tf.matMul(dy, tf.transpose(weight)),
        tf.matMul(tf.transpose(x), dy),
        sumRows(dy),
      ],
    ));
}
