import type { Mode } from "../contract/mod.ts";
import { addBias, conv2d, fusedConvolutionNorm, maxPool, type PoolOptions } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import { batchNormalise, MOMENTUM } from "./layers.ts";
import type { Parameters } from "./parameters.ts";

/** Options of {@link convolution}. */
export interface ConvolutionOptions {
  readonly x: tf.Tensor4D;
  readonly stride: number;
  /** Whether a bias is declared. Default false. */
  readonly bias?: boolean;
  /** Whether `x` needs a gradient: `false` for the image itself. Default true. */
  readonly inputGradient?: boolean;
}

/** Options of {@link convNorm}. */
export interface ConvNormOptions extends ConvolutionOptions {
  readonly mode: Mode;
}

/** The convolution declared as `name`, padded by half its width. */
export function convolution(
  parameters: Parameters,
  name: string,
  { x, stride, bias = false, inputGradient }: ConvolutionOptions,
): tf.Tensor4D {
  const filter = parameters.get<tf.Tensor4D>(`${name}.weight`);
  const padding = paddingOf(filter);
  return tf.tidy(() => {
    const y = conv2d(x, filter, { stride, padding, inputGradient });
    return bias ? addBias(y, parameters.get(`${name}.bias`)) as tf.Tensor4D : y;
  });
}

/** Convolution and batch normalisation of its outputs. */
export function convNorm(
  parameters: Parameters,
  name: string,
  options: ConvNormOptions,
): tf.Tensor4D {
  return normedConvolution(parameters, name, { ...PLAIN, ...options });
}

/** Convolution, batch normalisation and ReLU. */
export function convNormRelu(
  parameters: Parameters,
  name: string,
  options: ConvNormOptions,
): tf.Tensor4D {
  return normedConvolution(parameters, name, { ...PLAIN, ...options, relu: true });
}

/** Convolution, batch normalisation, addition of a residual, and ReLU. */
export function convNormAddRelu(
  parameters: Parameters,
  name: string,
  options: ConvNormOptions & { readonly residual: tf.Tensor4D },
): tf.Tensor4D {
  return normedConvolution(parameters, name, { ...PLAIN, ...options, relu: true });
}

/** Convolution, batch normalisation, ReLU, and maxima of windows. */
export function convNormReluPool(
  parameters: Parameters,
  name: string,
  options: ConvNormOptions & { readonly pool: PoolOptions },
): tf.Tensor4D {
  return normedConvolution(parameters, name, { ...PLAIN, ...options, relu: true });
}

/** What stands behind a batch normalisation. */
interface Following {
  readonly residual: tf.Tensor4D | null;
  readonly relu: boolean;
  readonly pool: PoolOptions | null;
}

const PLAIN: Following = { residual: null, relu: false, pool: null };

function normedConvolution(
  parameters: Parameters,
  name: string,
  { mode, relu, residual, pool, ...options }: ConvNormOptions & Following,
): tf.Tensor4D {
  const filter = parameters.get<tf.Tensor4D>(`${name}.weight`);
  const state = {
    filter,
    bias: options.bias ? parameters.get(`${name}.bias`) : null,
    scale: parameters.get(`${name}.norm.scale`),
    shift: parameters.get(`${name}.norm.shift`),
    runningMean: parameters.get<tf.Variable<tf.Rank.R1>>(`${name}.norm.runningMean`),
    runningVariance: parameters.get<tf.Variable<tf.Rank.R1>>(`${name}.norm.runningVariance`),
  };
  const fused = fusedConvolutionNorm(options.x, state, {
    stride: options.stride,
    padding: paddingOf(filter),
    inputGradient: options.inputGradient ?? true,
    training: mode === "train",
    ...{ momentum: MOMENTUM, relu, residual, pool },
  });
  if (fused !== null) return fused;
  return tf.tidy(() => {
    const x = convolution(parameters, name, options);
    const normal = batchNormalise(parameters, `${name}.norm`, { x, mode }) as tf.Tensor4D;
    const sum = residual === null ? normal : tf.add(normal, residual) as tf.Tensor4D;
    const map = relu ? tf.relu(sum) : sum;
    return pool === null ? map : maxPool(map, pool.size, pool);
  });
}

/** Zeros around an image that keep its size at a stride of 1. */
function paddingOf(filter: tf.Tensor4D): number {
  return (filter.shape[0] - 1) / 2;
}
