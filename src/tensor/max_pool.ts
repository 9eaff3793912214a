import * as tf from "./tf.ts";

/**
 * Maximum over square windows. Padding is made of zeros, which equals PyTorch's padding with minus
 * infinity only for inputs that are not negative, that is behind a ReLU.
 *
 * @param x `[batch, height, width, channels]`, not negative where `padding > 0`.
 * @returns `[batch, outputHeight, outputWidth, channels]`.
 */
export function maxPool(
  x: tf.Tensor4D,
  size: number,
  options: { readonly stride: number; readonly padding?: number },
): tf.Tensor4D {
  return tf.tidy(() => {
    const { stride, padding = 0 } = options;
    const sides: [number, number] = [padding, padding];
    return tf.maxPool(tf.pad(x, [[0, 0], sides, sides, [0, 0]]), size, stride, "valid");
  });
}
