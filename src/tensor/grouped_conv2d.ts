import { fusedOperation } from "./fused_operation.ts";
import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/** Options of {@link groupedConv2d}. */
export interface GroupedConvOptions {
  /** Number of groups; it divides the channels and the outputs. */
  readonly groups: number;
  /** Zeros on all four sides, as in PyTorch. Default 0. */
  readonly padding?: number;
}

/** What is known before the first number. */
interface Geometry {
  readonly groups: number;
  readonly padding: number;
  readonly size: number;
  readonly input: readonly [batch: number, height: number, width: number, channels: number];
  readonly output: readonly [batch: number, height: number, width: number, channels: number];
}

/**
 * 2-D convolution of stride 1 in which each group of outputs sees only its own group of channels. No
 * backend has a kernel for it, so the windows are laid out side by side and all groups are one
 * batched matrix product.
 *
 * @param x `[batch, height, width, channels]`.
 * @param filter `[size, size, channels / groups, outputs]`, square, the outputs of a group side by
 *   side.
 * @returns `[batch, outputHeight, outputWidth, outputs]`.
 * @throws {RangeError} If the groups do not divide channels and outputs, or the filter is made for
 *   another number of channels.
 */
export function groupedConv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { groups, padding = 0 }: GroupedConvOptions,
): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [size, , inputs, outputs] = filter.shape;
  if (channels !== inputs * groups || outputs % groups !== 0) {
    throw new RangeError(
      `Cannot convolve ${channels} channels in ${groups} groups with a filter [${filter.shape}]`,
    );
  }
  const fused = fusedOperation("Convolution");
  if (fused !== null) {
    const attributes = { stride: 1, padding, groups };
    return withGradient(
      [x, filter],
      (x, filter) => ({
        value: fused.forward({ x, filter }, attributes)[0] as tf.Tensor4D,
        saved: [x, filter],
      }),
      (dy, x, filter) => fused.backward({ dy, x, filter }, { ...attributes, inputGradient: true }),
    );
  }
  const valid = (length: number) => length + 2 * padding - size + 1;
  const output = [batch, valid(height), valid(width), outputs] as const;
  const geometry = { groups, padding, size, input: x.shape, output };
  return withGradient(
    [x, filter],
    (x, filter) => {
      const windows = windowsOf(x, geometry);
      const weight = byGroup(filter, size * size * inputs, groups);
      const value = tf.reshape(tf.transpose(tf.matMul(windows, weight), [1, 0, 2]), [...output]);
      return { value: value as tf.Tensor4D, saved: [windows, weight] };
    },
    (dy, windows, weight) => {
      const gradient = byGroup(dy, dy.size / outputs, groups);
      const ofWindows = tf.matMul<tf.Tensor3D>(gradient, tf.transpose(weight, [0, 2, 1]));
      const ofWeight = tf.matMul(tf.transpose(windows, [0, 2, 1]), gradient);
      return [
        addWindows(ofWindows, geometry),
        tf.reshape(tf.transpose(ofWeight, [1, 0, 2]), filter.shape),
      ];
    },
  );
}

/** The last axis cut into groups, which come first: `[groups, rows, width]`. */
function byGroup(x: tf.Tensor, rows: number, groups: number): tf.Tensor3D {
  return tf.transpose(tf.reshape(x, [rows, groups, -1]), [1, 0, 2]) as tf.Tensor3D;
}

/** Row and column of every tap of the filter. */
function tapsOf(size: number): (readonly [row: number, column: number])[] {
  return Array.from({ length: size * size }, (_, tap) => [Math.floor(tap / size), tap % size]);
}

/** What each place of the output sees: `[groups, places, size * size * channels / groups]`. */
function windowsOf(x: tf.Tensor4D, { groups, padding, size, output }: Geometry): tf.Tensor3D {
  const [batch, height, width] = output;
  const channels = x.shape[3];
  const sides: [number, number] = [padding, padding];
  const padded = tf.pad(x, [[0, 0], sides, sides, [0, 0]]);
  const taps = tapsOf(size).map(([row, column]) => {
    const seen = tf.slice(padded, [0, row, column, 0], [batch, height, width, channels]);
    return tf.reshape(seen, [batch * height * width, groups, channels / groups]);
  });
  return tf.transpose(tf.concat(taps, 2), [1, 0, 2]) as tf.Tensor3D;
}

/** The transpose of {@link windowsOf}: adds what every place gives back to what it saw. */
function addWindows(
  windows: tf.Tensor3D,
  { padding, size, input, output }: Geometry,
): tf.Tensor4D {
  const [batch, height, width] = output;
  const channels = input[3];
  const far = size - 1;
  const taps = tf.split(tf.transpose(windows, [1, 0, 2]), size * size, 2);
  const moved = tapsOf(size).map(([row, column], tap) =>
    tf.pad(tf.reshape(taps[tap]!, [batch, height, width, channels]), [
      [0, 0],
      [row, far - row],
      [column, far - column],
      [0, 0],
    ])
  );
  return tf.slice(tf.addN(moved), [0, padding, padding, 0], [...input]) as tf.Tensor4D;
}
