import { fusedOperation } from "./fused_operation.ts";
import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * Maximum over square windows of values that are not negative, that is behind a ReLU. Then padding
 * with zeros equals PyTorch's with minus infinity. Of a window without a positive value tfjs-wasm
 * gives the gradient to the first element, where a ReLU stops it.
 *
 * @param x `[batch, height, width, channels]`, not negative.
 * @returns `[batch, outputHeight, outputWidth, channels]`; rows and columns that do not fill a window
 *   take no part.
 */
export function maxPool(
  x: tf.Tensor4D,
  size: number,
  options: { readonly stride: number; readonly padding?: number },
): tf.Tensor4D {
  const { stride, padding = 0 } = options;
  const fused = fusedOperation("MaxPooling");
  if (fused !== null) {
    return withGradient(
      [x],
      (x) => {
        const [value, places] = fused.forward({ x }, { size, stride, padding });
        return { value: value as tf.Tensor4D, saved: [places!] };
      },
      (dy, places) => fused.backward({ dy, places }, { shape: x.shape }),
    );
  }
  if (padding === 0) return tf.maxPool(x, size, stride, "valid");
  return tf.tidy(() => {
    const sides: [number, number] = [padding, padding];
    return tf.maxPool(tf.pad(x, [[0, 0], sides, sides, [0, 0]]), size, stride, "valid");
  });
}
