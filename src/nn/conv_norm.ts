import type { Mode } from "../contract/mod.ts";
import { addBias, conv2d } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import { batchNormalise } from "./layers.ts";
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
  const padding = (filter.shape[0] - 1) / 2;
  return tf.tidy(() => {
    const y = conv2d(x, filter, { stride, padding, inputGradient });
    return bias ? addBias(y, parameters.get(`${name}.bias`)) as tf.Tensor4D : y;
  });
}

/** Convolution and batch normalisation of its outputs. */
export function convNorm(
  parameters: Parameters,
  name: string,
  { mode, ...options }: ConvNormOptions,
): tf.Tensor4D {
  return tf.tidy(() => {
    const x = convolution(parameters, name, options);
    return batchNormalise(parameters, `${name}.norm`, { x, mode }) as tf.Tensor4D;
  });
}

/** Convolution, batch normalisation and ReLU. */
export function convNormRelu(
  parameters: Parameters,
  name: string,
  options: ConvNormOptions,
): tf.Tensor4D {
  return tf.tidy(() => tf.relu(convNorm(parameters, name, options)));
}
