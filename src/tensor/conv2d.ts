import { matMul } from "./affine.ts";
import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/** Options of {@link conv2d}. */
export interface ConvOptions {
  /** The same along both axes. Default 1. */
  readonly stride?: number;
  /** Zeros on all four sides, as in PyTorch. Default 0. */
  readonly padding?: number;
  /**
   * Whether `x` needs a gradient. `false` for the image itself, whose gradient nobody reads and
   * which is the largest of all. Default true.
   */
  readonly inputGradient?: boolean;
}

/**
 * 2-D convolution whose two gradients are convolutions as well. tfjs-wasm has no kernel for the
 * filter gradient and a slow one for the input gradient, while its forward kernel is fast; so
 *
 * - dx convolves dy (zeros between its elements for a stride) with the flipped filter;
 * - dw convolves x with dy as its filter, images and channels exchanged, dilated by the stride.
 *
 * Padding is made explicit because TensorFlow's `same` pads asymmetrically for a stride of 2.
 *
 * @param x `[batch, height, width, channels]`.
 * @param filter `[filterHeight, filterWidth, channels, outputs]`.
 * @returns `[batch, outputHeight, outputWidth, outputs]`.
 */
export function conv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  options: ConvOptions = {},
): tf.Tensor4D {
  return tf.tidy(() => {
    const { stride = 1, padding = 0, inputGradient = true } = options;
    const padded = padSides(x, padding);
    if (filter.shape[0] === 1 && filter.shape[1] === 1 && stride === 1) {
      return pointwise(padded, filter);
    }
    const saved = [padded, filter] as const;
    const value = (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.conv2d(x, filter, stride, "valid");
    if (!inputGradient) {
      return withGradient(
        [filter],
        (filter) => ({ value: value(padded, filter), saved }),
        (dy, x, filter) => [gradientOfFilter(x, filter, dy, stride)],
      );
    }
    return withGradient(
      [padded, filter],
      (x, filter) => ({ value: value(x, filter), saved }),
      (dy, x, filter) => [
        gradientOfInput(x, filter, dy, stride),
        gradientOfFilter(x, filter, dy, stride),
      ],
    );
  });
}

/** Zeros on all four sides of the spatial axes of `[batch, height, width, channels]`. */
export function padSides(x: tf.Tensor4D, padding: number): tf.Tensor4D {
  if (padding === 0) return x;
  return tf.pad(x, [[0, 0], [padding, padding], [padding, padding], [0, 0]]);
}

/** A 1x1 convolution is one matrix product. */
function pointwise(x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const outputs = filter.shape[3];
  const rows = tf.reshape(x, [batch * height * width, channels]) as tf.Tensor2D;
  const weight = tf.reshape(filter, [channels, outputs]) as tf.Tensor2D;
  return tf.reshape(matMul(rows, weight), [batch, height, width, outputs]);
}

function gradientOfInput(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  dy: tf.Tensor4D,
  stride: number,
): tf.Tensor4D {
  const [filterHeight, filterWidth] = filter.shape;
  const spread = spreadOut(dy, stride);
  const flipped = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D;
  // What the last stride left over at the far side gets gradient 0 through the padding there.
  const bottom = x.shape[1] - spread.shape[1];
  const right = x.shape[2] - spread.shape[2];
  const padded = tf.pad(spread, [
    [0, 0],
    [filterHeight - 1, bottom],
    [filterWidth - 1, right],
    [0, 0],
  ]);
  return tf.conv2d(padded, flipped, 1, "valid");
}

function gradientOfFilter(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  dy: tf.Tensor4D,
  stride: number,
): tf.Tensor4D {
  const [filterHeight, filterWidth] = filter.shape;
  const [batch, outputHeight, outputWidth] = dy.shape;
  // Cropped after the transpose, where every copied row is a whole batch long.
  const images = tf.slice(tf.transpose(x, [3, 1, 2, 0]) as tf.Tensor4D, 0, [
    x.shape[3],
    (outputHeight - 1) * stride + filterHeight,
    (outputWidth - 1) * stride + filterWidth,
    batch,
  ]);
  const kernel = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
  const gradient = tf.conv2d(images, kernel, 1, "valid", "NHWC", stride);
  return tf.transpose(gradient, [1, 2, 0, 3]) as tf.Tensor4D;
}

/** Puts `stride - 1` zeros between neighbours along both spatial axes. */
function spreadOut(x: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (stride === 1) return x;
  const [batch, height, width, channels] = x.shape;
  const columns = tf.pad(tf.reshape(x, [batch * height, width, 1, channels]), [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
  const rows = tf.pad(tf.reshape(columns, [batch, height, 1, width * stride * channels]), [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
  const spread = tf.reshape(rows, [batch, height * stride, width * stride, channels]);
  return tf.slice(spread as tf.Tensor4D, 0, [
    batch,
    (height - 1) * stride + 1,
    (width - 1) * stride + 1,
    channels,
  ]);
}
