import * as tf from "./tf.ts";

/**
 * Scales and shifts the last axis, `x * scale + shift`, without a gradient of its own. A 1x1
 * depthwise convolution with bias is one fast kernel on every backend; broadcasting along the last
 * axis is slow in tfjs-wasm.
 *
 * @param x `[rows, channels]`.
 * @param scale `[channels]`.
 * @param shift `[channels]`.
 */
export function channelAffine(
  x: tf.Tensor2D,
  scale: tf.Tensor1D,
  shift: tf.Tensor1D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [rows, channels] = x.shape;
    const y = tf.fused.depthwiseConv2d({
      x: tf.reshape(x, [1, rows, 1, channels]) as tf.Tensor4D,
      filter: tf.reshape(scale, [1, 1, channels, 1]) as tf.Tensor4D,
      bias: shift,
      strides: 1,
      pad: "valid",
    });
    return tf.reshape(y, [rows, channels]);
  });
}
