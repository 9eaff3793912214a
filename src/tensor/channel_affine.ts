import { fusedKernel } from "./fused_kernel.ts";
import * as tf from "./tf.ts";

/** Below this size a broadcast is cheaper than the reshapes around a convolution. */
const SMALL = 16384;

/**
 * Scales and shifts the last axis, `x * scale + shift`, without a gradient of its own. Broadcasting
 * along the last axis is slow in tfjs-wasm, so large tensors go through a 1x1 depthwise convolution
 * with bias, one fast kernel on every backend.
 *
 * @param x `[rows, channels]`.
 * @param scale `[channels]`.
 * @param shift `[channels]`, or `null` for none.
 */
export function channelAffine(
  x: tf.Tensor2D,
  scale: tf.Tensor1D,
  shift: tf.Tensor1D | null,
): tf.Tensor2D {
  const kernel = fusedKernel("ChannelAffine");
  if (kernel !== null) {
    const [y] = kernel(shift === null ? { x, scale } : { x, scale, shift }, {});
    return y as tf.Tensor2D;
  }
  return tf.tidy(() => {
    const [rows, channels] = x.shape;
    if (x.size < SMALL) {
      const scaled = tf.mul(x, scale) as tf.Tensor2D;
      return shift === null ? scaled : tf.add(scaled, shift);
    }
    const y = tf.fused.depthwiseConv2d({
      x: tf.reshape(x, [1, rows, 1, channels]) as tf.Tensor4D,
      filter: tf.reshape(scale, [1, 1, channels, 1]) as tf.Tensor4D,
      bias: shift ?? tf.zeros([channels]),
      strides: 1,
      pad: "valid",
    });
    return tf.reshape(y, [rows, channels]);
  });
}
