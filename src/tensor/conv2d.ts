import { matMul } from "./affine.ts";
import { fusedOperation } from "./fused_operation.ts";
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
 * filter gradient and a slow one for the input gradient, while its forward kernel is fast.
 *
 * Padding is explicit because TensorFlow's `same` pads asymmetrically for a stride of 2.
 *
 * @param x `[batch, height, width, channels]`.
 * @param filter `[size, size, channels, outputs]`, square.
 * @returns `[batch, outputHeight, outputWidth, outputs]`.
 */
export function conv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  options: ConvOptions = {},
): tf.Tensor4D {
  const { stride = 1, padding = 0, inputGradient = true } = options;
  const fused = fusedOperation("Convolution");
  if (fused !== null) {
    const attributes = { stride, padding };
    const run = (x: tf.Tensor4D, filter: tf.Tensor4D) =>
      fused.forward({ x, filter }, attributes)[0] as tf.Tensor4D;
    const gradients = (inputs: { dy: tf.Tensor; x: tf.Tensor; filter: tf.Tensor }) =>
      fused.backward(inputs, { ...attributes, inputGradient });
    return inputGradient
      ? withGradient(
        [x, filter],
        (x, filter) => ({ value: run(x, filter), saved: [x, filter] }),
        (dy, x, filter) => gradients({ dy, x, filter }),
      )
      : withGradient(
        [filter],
        (filter) => ({ value: run(x, filter), saved: [x, filter] }),
        (dy, x, filter) => gradients({ dy, x, filter }),
      );
  }
  if (filter.shape[0] === 1 && stride === 1 && padding === 0) return pointwise(x, filter);
  const value = (x: tf.Tensor4D, filter: tf.Tensor4D) =>
    convolve(x, filter, { padding: allSides(padding), stride });
  const geometry = { stride, padding };
  if (!inputGradient) {
    return withGradient(
      [filter],
      (filter) => ({ value: value(x, filter), saved: [x, filter] }),
      (dy, x, filter) => [gradientOfFilter(x, filter, { dy, ...geometry })],
    );
  }
  return withGradient(
    [x, filter],
    (x, filter) => ({ value: value(x, filter), saved: [x, filter] }),
    (dy, x, filter) => [
      gradientOfInput(x, filter, { dy, ...geometry }),
      gradientOfFilter(x, filter, { dy, ...geometry }),
    ],
  );
}

/** A 1x1 convolution is one matrix product. */
function pointwise(x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = x.shape;
    const outputs = filter.shape[3];
    const rows = tf.reshape(x, [batch * height * width, channels]) as tf.Tensor2D;
    const weight = tf.reshape(filter, [channels, outputs]) as tf.Tensor2D;
    return tf.reshape(matMul(rows, weight), [batch, height, width, outputs]);
  });
}

/** Zeros before and after each spatial axis. */
interface Padding {
  readonly vertical: readonly [before: number, after: number];
  readonly horizontal: readonly [before: number, after: number];
}

/** The library's forward convolution with explicit padding. */
function convolve(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  options: {
    readonly padding: Padding;
    readonly stride?: number;
    readonly dilation?: number;
  },
): tf.Tensor4D {
  const { padding: { vertical, horizontal }, stride = 1, dilation = 1 } = options;
  return tf.conv2d(
    x,
    filter,
    stride,
    [[0, 0], [...vertical], [...horizontal], [0, 0]],
    "NHWC",
    dilation,
  );
}

/** The same padding on all four sides. */
function allSides(padding: number): Padding {
  return { vertical: [padding, padding], horizontal: [padding, padding] };
}

/** What both gradients need besides the operands. */
interface Backward {
  /** `[batch, outputHeight, outputWidth, outputs]`. */
  readonly dy: tf.Tensor4D;
  readonly stride: number;
  readonly padding: number;
}

/**
 * The filter gradient convolves x with dy as its filter, images and channels exchanged, dilated by
 * the stride.
 */
function gradientOfFilter(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { dy, stride, padding }: Backward,
): tf.Tensor4D {
  const [size, , channels, outputs] = filter.shape;
  const images = tf.transpose(x, [3, 1, 2, 0]) as tf.Tensor4D;
  const kernel = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
  const gradient = convolve(images, kernel, { padding: allSides(padding), dilation: stride });
  // What the last stride left over at the far side takes no part.
  const used = tf.slice(gradient, 0, [channels, size, size, outputs]);
  return tf.transpose(used, [1, 2, 0, 3]) as tf.Tensor4D;
}

/**
 * The input gradient, one convolution per phase of the stride: row `stride * q + phase` of the padded
 * input meets only the filter rows `stride * u + phase`, so each phase is a convolution of dy with
 * part of the flipped filter, and the phases interleave.
 */
function gradientOfInput(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { dy, stride, padding }: Backward,
): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const rows = Math.ceil((height + 2 * padding) / stride);
  const columns = Math.ceil((width + 2 * padding) / stride);
  const cover = (taps: number, length: number, output: number) =>
    [taps - 1, length - output] as const;
  const lines = phaseFilters(filter, stride).map((parts) => {
    const phases = parts.map((part) =>
      part === null
        ? tf.zeros([batch, rows, columns, channels]) as tf.Tensor4D
        : convolve(dy, part, {
          padding: {
            vertical: cover(part.shape[0], rows, dy.shape[1]),
            horizontal: cover(part.shape[1], columns, dy.shape[2]),
          },
        })
    );
    return tf.reshape(concat(phases, 3), [batch, rows, 1, columns * stride * channels]);
  });
  const padded = tf.reshape(concat(lines as tf.Tensor4D[], 2), [
    batch,
    rows * stride,
    columns * stride,
    channels,
  ]) as tf.Tensor4D;
  return tf.slice(padded, [0, padding, padding, 0], [batch, height, width, channels]);
}

function concat(parts: tf.Tensor4D[], axis: number): tf.Tensor4D {
  return parts.length === 1 ? parts[0]! : tf.concat(parts, axis);
}

/**
 * The flipped filter of each vertical and horizontal phase, `[taps, taps, outputs, channels]`, or
 * `null` for a phase that no filter row meets.
 */
function phaseFilters(filter: tf.Tensor4D, stride: number): (tf.Tensor4D | null)[][] {
  const [size, , channels, outputs] = filter.shape;
  const phases = Array.from({ length: stride }, (_, phase) => {
    const taps = Array.from({ length: size }, (_, tap) => tap);
    return taps.filter((tap) => tap % stride === phase).reverse();
  });
  const order = phases.flatMap((rows) =>
    phases.flatMap((columns) => rows.flatMap((r) => columns.map((c) => r * size + c)))
  );
  const exchanged = tf.reshape(tf.transpose(filter, [0, 1, 3, 2]), [size * size, -1]);
  // One product puts the taps of each phase side by side, flipped.
  const select = new Float32Array(order.length * size * size);
  order.forEach((tap, row) => select[row * size * size + tap] = 1);
  const sorted = tf.matMul(tf.tensor2d(select, [order.length, size * size]), exchanged);
  let start = 0;
  return phases.map((rows) =>
    phases.map((columns) => {
      const taps = rows.length * columns.length;
      if (taps === 0) return null;
      const part = tf.slice(sorted, [start, 0], [taps, outputs * channels]);
      start += taps;
      return tf.reshape(part, [rows.length, columns.length, outputs, channels]);
    })
  );
}
