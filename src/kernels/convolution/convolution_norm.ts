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
     * Returns the value, `[2, outputs]` statistics, the outputs of the convolution, and what the running
     * statistics become.
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
  const [value, raw] = [host.output(outputShape(shape)), host.output(outputShape(shape))];
  const statistics = host.output([2, channels]);
  const [newMean, newVariance] = [host.output([channels]), host.output([channels])];
  const layout = createLayout();
  const reserved = reserveVectors(layout, channels);
  const convolve = planConvolution(host, layout, shape);
  const at = host.address;
  host.scratch(layout.floats(), (memory) => {
    const vectors = vectorsAt(memory, reserved);
    const { means, squares } = vectors;
    const image = shape.outputHeight * shape.outputWidth;
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
    const residual = inputs.residual === undefined ? 0 : at(inputs.residual);
    normalise(host, vectors, {
      ...{ from: at(raw), to: at(value), residual, rows, channels, means },
      relu: attributes.relu,
    });
  });
  mark("batch norms forward");
  return [value, statistics, raw, newMean, newVariance];
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
  const { dy, x, filter, raw, statistics, value } = inputs;
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
  const means = at(statistics);
  // Behind the first pass the ReLU is in dz, if there is one.
  const relu = attributes.relu ? 1 : 0;
  const gradient = dz === null ? { from: at(dy), relu } : { from: at(dz), relu: 0 };
  const convolve = planConvolutionGradient(host, layout, shape, {
    source: {
      kind: "written",
      write(image, { address, row }) {
        const start = FLOAT * image * shape.outputHeight * line;
        const { factors, shifts, slopes, offsets } = vectors;
        host.kernels.batchNormGradient(
          ...[gradient.from + start, at(raw) + start, address] as const,
          ...[shape.outputHeight, shape.outputWidth, channels, row] as const,
          ...[means, factors, shifts, gradient.relu, slopes, offsets] as const,
        );
      },
    },
    wanted: { input: dx !== null, filter: true },
  });
  host.scratch(layout.floats(), (memory) => {
    vectors = vectorsAt(memory, reserved);
    const { factors, shifts, sums, products } = vectors;
    const inverses = inversesOf(means, channels);
    const parameters = { scale: at(inputs.scale), shift: at(inputs.shift) };
    prepareFactors(host, channels, { vectors, parameters, inverses });
    for (const sum of [sums, products]) host.floats(sum, channels).fill(0);
    const values = value === undefined ? [0, 0] as const : [at(value), at(dz!)] as const;
    host.kernels.batchNormSums(
      ...[at(dy), at(raw), ...values, rows, channels] as const,
      ...[means, factors, shifts, relu, sums, products] as const,
    );
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
}
