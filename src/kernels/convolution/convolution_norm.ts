import type * as tf from "../../tensor/tf.ts";
import {
  inverseDeviations,
  inversesOf,
  moveStatistics,
  type NormVectors,
  prepareFactors,
  prepareGradient,
  reserveVectors,
  saveStatistics,
  vectorsAt,
} from "../batch_norm/norm_vectors.ts";
import type { WasmKernel } from "../install.ts";
import { namedKernel } from "../named_kernel.ts";
import { mark, markOutside } from "../profile.ts";
import { createLayout, FLOAT } from "../recurrence/section.ts";
import type { Host } from "../wasm/host.ts";
import type { MaxPoolAttributes as Pool } from "../pooling/max_pool.ts";
import type { ConvolutionAttributes } from "./convolution.ts";
import { planConvolution, planConvolutionGradient } from "./plan_convolution.ts";
import {
  convolutionFlops,
  type ConvolutionShape,
  outputShape,
  squareConvolution,
} from "./shape.ts";

interface ConvolutionNormInputs {
  /** `[batch, height, width, channels]`. */
  readonly x: tf.TensorInfo;
  /** `[size, size, channels, outputs]`. */
  readonly filter: tf.TensorInfo;
  /** Of the convolution, `[outputs]`. */
  readonly bias?: tf.TensorInfo;
  readonly scale: tf.TensorInfo;
  readonly shift: tf.TensorInfo;
  readonly runningMean: tf.TensorInfo;
  readonly runningVariance: tf.TensorInfo;
  /** Added to the normalised outputs, like the value. */
  readonly residual?: tf.TensorInfo;
}

interface ConvolutionNormAttributes extends ConvolutionAttributes {
  readonly relu: boolean;
  /** Maxima of windows are taken behind the ReLU, or `null`; in training and without a residual only. */
  readonly pool: Pool | null;
  readonly epsilon: number;
  readonly momentum: number;
}

interface ConvolutionNormGradientInputs
  extends Pick<ConvolutionNormInputs, "x" | "filter" | "scale" | "shift"> {
  readonly dy: tf.TensorInfo;
  /** Outputs of the convolution. */
  readonly raw: tf.TensorInfo;
  /** What the forward kernel returned. */
  readonly statistics: tf.TensorInfo;
  /** The forward kernel's value, where there is a residual and a ReLU. */
  readonly value?: tf.TensorInfo;
  /** Where the maxima are, which the forward kernel returned if it pooled. */
  readonly places?: tf.TensorInfo;
}

interface ConvolutionNormGradientAttributes extends ConvolutionAttributes {
  readonly relu: boolean;
  readonly inputGradient: boolean;
  /** Whether the statistics were not those of the batch. */
  readonly fixed: boolean;
}

/**
 * Convolution, batch normalisation of its outputs, addition of a residual and ReLU as one operation, in
 * training and with running statistics, and its gradients.
 */
export function convolutionNormKernels(host: Host): readonly WasmKernel[] {
  return [
    /**
     * Returns the value, `[2, outputs]` statistics, the outputs of the convolution, what the running
     * statistics become, and where the maxima are if they are taken.
     */
    namedKernel(
      "ConvolutionNorm",
      (inputs: ConvolutionNormInputs, attributes: ConvolutionNormAttributes) =>
        train(host, inputs, attributes),
    ),
    /** Returns the value and `[2, outputs]` statistics. */
    namedKernel(
      "FixedConvolutionNorm",
      (inputs: ConvolutionNormInputs, attributes: ConvolutionNormAttributes) =>
        evaluate(host, inputs, attributes),
    ),
    /**
     * Returns the gradients with respect to x, unless `inputGradient` is false, the filter, scale and
     * shift, and the gradient behind the ReLU where a value was given.
     */
    namedKernel("ConvolutionNormGradient", (
      inputs: ConvolutionNormGradientInputs,
      attributes: ConvolutionNormGradientAttributes,
    ) => backpropagate(host, inputs, attributes)),
  ];
}

type PoolWindows = readonly [
  rows: number,
  columns: number,
  channels: number,
  outRows: number,
  outColumns: number,
  windowRows: number,
  windowColumns: number,
  rowStride: number,
  columnStride: number,
  top: number,
  left: number,
];

/** Pixels of a batch of results. */
function rowsOf({ batch, outputHeight, outputWidth }: ConvolutionShape): number {
  return batch * outputHeight * outputWidth;
}

function train(
  host: Host,
  inputs: ConvolutionNormInputs,
  attributes: ConvolutionNormAttributes,
): tf.TensorInfo[] {
  markOutside();
  const shape = squareConvolution(inputs.x.shape, inputs.filter.shape, attributes);
  const channels = shape.outputs;
  const rows = rowsOf(shape);
  const pooling = attributes.pool === null ? null : poolingOf(shape, attributes.pool);
  const raw = host.output(outputShape(shape));
  const value = host.output(pooling?.shape ?? raw.shape);
  const places = pooling === null ? null : host.output(pooling.shape, "int32");
  const statistics = host.output([2, channels]);
  const [newMean, newVariance] = [host.output([channels]), host.output([channels])];
  const layout = createLayout();
  const reserved = reserveVectors(layout, channels);
  const convolve = planConvolution(host, layout, shape);
  const image = shape.outputHeight * shape.outputWidth;
  const normalised = layout.reserve(pooling === null ? 0 : image * channels);
  const at = host.address;
  host.scratch(layout.floats(), (memory) => {
    const vectors = vectorsAt(memory, reserved);
    const { means, squares } = vectors;
    const addresses = { x: at(inputs.x), filter: at(inputs.filter), y: at(raw) };
    convolve(memory, addresses, (first, count) => {
      const from = at(raw) + FLOAT * first * image * channels;
      const seen = first * image;
      host.kernels.batchStatistics(from, count * image, channels, means, squares, seen);
    });
    mark("convolutions forward", convolutionFlops(shape));
    const inverses = inversesOf(at(statistics), channels);
    const { epsilon, momentum } = attributes;
    saveStatistics(host, channels, { means, statistics: at(statistics) });
    inverseDeviations(host, { channels, rows }, { squares, inverses, epsilon });
    const running = {
      mean: at(inputs.runningMean),
      variance: at(inputs.runningVariance),
      newMean: at(newMean),
      newVariance: at(newVariance),
      momentum,
    };
    const bias = inputs.bias === undefined ? 0 : at(inputs.bias);
    moveStatistics(host, { channels, rows }, { vectors, running, bias });
    const parameters = { scale: at(inputs.scale), shift: at(inputs.shift) };
    prepareFactors(host, channels, { vectors, parameters, inverses });
    const { relu } = attributes;
    if (pooling === null) {
      const residual = inputs.residual === undefined ? 0 : at(inputs.residual);
      const operands = { from: at(raw), to: at(value), residual, rows, channels, means };
      normalise(host, vectors, { ...operands, relu });
      return;
    }
    // What is pooled never leaves the cache.
    const to = memory + normalised;
    for (let index = 0; index < shape.batch; index++) {
      const from = at(raw) + FLOAT * index * image * channels;
      normalise(host, vectors, { from, to, residual: 0, rows: image, channels, means, relu });
      const offset = FLOAT * index * pooling.pixels * channels;
      const results = [at(value) + offset, at(places!) + offset] as const;
      host.kernels.maxPoolImage(to, ...results, ...pooling.windows);
    }
  });
  mark("batch norms forward");
  return [
    ...[value, statistics, raw, newMean, newVariance],
    ...(places === null ? [] : [places]),
  ];
}

/** Maxima of square windows of the outputs. */
function poolingOf(shape: ConvolutionShape, { size, stride, padding }: Pool): {
  readonly shape: readonly [number, number, number, number];
  /** Of one image. */
  readonly pixels: number;
  /** As the kernel takes them. */
  readonly windows: PoolWindows;
} {
  const { batch, outputHeight, outputWidth, outputs } = shape;
  const pooled = (length: number) => Math.floor((length + 2 * padding - size) / stride) + 1;
  const [rows, columns] = [pooled(outputHeight), pooled(outputWidth)];
  return {
    shape: [batch, rows, columns, outputs],
    pixels: rows * columns,
    windows: [
      ...[outputHeight, outputWidth, outputs, rows, columns] as const,
      ...[size, size, stride, stride, padding, padding] as const,
    ],
  };
}

function normalise(
  { kernels }: Host,
  { factors, shifts }: NormVectors,
  { from, to, residual, rows, channels, means, relu }: {
    readonly from: number;
    readonly to: number;
    readonly residual: number;
    readonly rows: number;
    readonly channels: number;
    readonly means: number;
    readonly relu: boolean;
  },
): void {
  const floor = relu ? 0 : -Infinity;
  kernels.batchNormalise(from, to, residual, rows, channels, means, factors, shifts, floor);
}

function evaluate(
  host: Host,
  inputs: ConvolutionNormInputs,
  attributes: ConvolutionNormAttributes,
): tf.TensorInfo[] {
  markOutside();
  const shape = squareConvolution(inputs.x.shape, inputs.filter.shape, attributes);
  const channels = shape.outputs;
  const value = host.output(outputShape(shape));
  const statistics = host.output([2, channels]);
  const layout = createLayout();
  const reserved = reserveVectors(layout, channels);
  const convolve = planConvolution(host, layout, shape);
  const at = host.address;
  host.scratch(layout.floats(), (memory) => {
    const vectors = vectorsAt(memory, reserved);
    const means = host.floats(vectors.means, channels);
    means.set(host.floats(at(inputs.runningMean), channels));
    if (inputs.bias !== undefined) {
      const bias = host.floats(at(inputs.bias), channels);
      for (let c = 0; c < channels; c++) means[c]! -= bias[c]!;
    }
    saveStatistics(host, channels, { means: vectors.means, statistics: at(statistics) });
    const inverses = inversesOf(at(statistics), channels);
    inverseDeviations(host, { channels, rows: 1 }, {
      squares: at(inputs.runningVariance),
      inverses,
      epsilon: attributes.epsilon,
    });
    const parameters = { scale: at(inputs.scale), shift: at(inputs.shift) };
    prepareFactors(host, channels, { vectors, parameters, inverses });
    const image = shape.outputHeight * shape.outputWidth;
    const addresses = { x: at(inputs.x), filter: at(inputs.filter), y: at(value) };
    convolve(memory, addresses, (first, count) => {
      const start = FLOAT * first * image * channels;
      normalise(host, vectors, {
        from: at(value) + start,
        to: at(value) + start,
        residual: inputs.residual === undefined ? 0 : at(inputs.residual) + start,
        rows: count * image,
        ...{ channels, means: vectors.means, relu: attributes.relu },
      });
    });
  });
  mark("convolutions forward", convolutionFlops(shape));
  return [value, statistics];
}

function backpropagate(
  host: Host,
  inputs: ConvolutionNormGradientInputs,
  attributes: ConvolutionNormGradientAttributes,
): tf.TensorInfo[] {
  markOutside();
  const { dy, x, filter, raw, statistics, value, places } = inputs;
  const shape = squareConvolution(x.shape, filter.shape, attributes);
  const channels = shape.outputs;
  const rows = rowsOf(shape);
  const dx = attributes.inputGradient ? host.output(x.shape) : null;
  const [dw, dScale, dShift] = [filter, inputs.scale, inputs.shift].map(({ shape }) =>
    host.output(shape)
  ) as [tf.TensorInfo, tf.TensorInfo, tf.TensorInfo];
  const dz = value === undefined ? null : host.output(raw.shape);
  const layout = createLayout();
  const reserved = reserveVectors(layout, channels);
  const at = host.address;
  const line = shape.outputWidth * channels;
  let vectors = reserved;
  let block = 0;
  const means = at(statistics);
  // Behind the first pass the ReLU is in dz, if there is one.
  const relu = attributes.relu ? 1 : 0;
  const gradient = dz === null ? { from: at(dy), relu } : { from: at(dz), relu: 0 };
  const imageFloats = shape.outputHeight * line;
  const scattered = layout.reserve(places === undefined ? 0 : imageFloats);
  const convolve = planConvolutionGradient(host, layout, shape, {
    source: {
      kind: "written",
      write(image, { address, row }) {
        const start = FLOAT * image * imageFloats;
        const { factors, shifts, slopes, offsets } = vectors;
        const from = places === undefined ? gradient.from + start : scatter(image);
        host.kernels.batchNormGradient(
          ...[from, at(raw) + start, address] as const,
          ...[shape.outputHeight, shape.outputWidth, channels, row] as const,
          ...[means, factors, shifts, gradient.relu, slopes, offsets] as const,
        );
      },
    },
    wanted: { input: dx !== null, filter: true },
  });
  host.scratch(layout.floats(), (memory) => {
    block = memory;
    vectors = vectorsAt(memory, reserved);
    const { factors, shifts, sums, products } = vectors;
    const inverses = inversesOf(means, channels);
    const parameters = { scale: at(inputs.scale), shift: at(inputs.shift) };
    prepareFactors(host, channels, { vectors, parameters, inverses });
    for (const sum of [sums, products]) host.floats(sum, channels).fill(0);
    const constants = [means, factors, shifts, relu, sums, products] as const;
    if (places === undefined) {
      const values = value === undefined ? [0, 0] as const : [at(value), at(dz!)] as const;
      const operands = [at(dy), at(raw), ...values, rows, channels] as const;
      host.kernels.batchNormSums(...operands, ...constants);
    } else {
      for (let image = 0; image < shape.batch; image++) {
        const from = at(raw) + FLOAT * image * imageFloats;
        const operands = [scatter(image), from, 0, 0, rows / shape.batch, channels] as const;
        host.kernels.batchNormSums(...operands, ...constants);
      }
    }
    prepareGradient(host, { channels, rows }, {
      vectors,
      inverses,
      scaleGradient: at(dScale),
      shiftGradient: at(dShift),
      fixed: attributes.fixed,
    });
    mark("batch norms backward");
    convolve(memory, {
      x: at(x),
      filter: at(filter),
      dx: dx === null ? null : at(dx),
      dw: at(dw),
    });
  });
  mark("convolutions backward", (dx === null ? 1 : 2) * convolutionFlops(shape));
  return [...(dx === null ? [] : [dx]), dw, dScale, dShift, ...(dz === null ? [] : [dz])];

  /** Writes the gradient of one image in front of the pooling; returns its address. */
  function scatter(image: number): number {
    const to = block + scattered;
    const pixels = dy.shape[1]! * dy.shape[2]!;
    const offset = FLOAT * image * pixels * channels;
    host.kernels.clear(to, imageFloats);
    host.kernels.maxPoolImageGradient(
      ...[at(dy) + offset, at(places!) + offset, to, pixels, channels] as const,
    );
    return to;
  }
}
