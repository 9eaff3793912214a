import type { Mode } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { convNorm, convNormAddRelu, convNormRelu, convNormReluPool } from "./conv_norm.ts";
import { linear } from "./layers.ts";
import type { Parameters } from "./parameters.ts";
import { type ResidualBlock, residualBlocks, type ResnetOptions } from "./resnet_plan.ts";

/**
 * The feature map of a cut residual net, see `planResnet`.
 *
 * @param input `[batch, height, width, channels]`.
 */
export function resnetFeatures(
  options: ResnetOptions,
  parameters: Parameters,
  { input, mode }: { readonly input: tf.Tensor4D; readonly mode: Mode },
): tf.Tensor4D {
  return tf.tidy(() => {
    const x = linear(parameters, "backbone.initialRgb", input) as tf.Tensor4D;
    const pool = { size: 3, stride: 2, padding: 1 };
    return residualBlocks(options).reduce(
      (x, block) => residualBlock(parameters, block, { x, mode }),
      convNormReluPool(parameters, "backbone.stem", { x, mode, stride: 1, pool }),
    );
  });
}

/** ReLU between the convolutions, and once more behind the sum with the shortcut. */
function residualBlock(
  parameters: Parameters,
  { convolutions, shortcut }: ResidualBlock,
  { x, mode }: { readonly x: tf.Tensor4D; readonly mode: Mode },
): tf.Tensor4D {
  const residual = shortcut === null
    ? x
    : convNorm(parameters, shortcut.name, { x, mode, stride: shortcut.stride });
  return convolutions.reduce((y, { name, stride }, i) => {
    const options = { x: y, mode, stride };
    return i < convolutions.length - 1
      ? convNormRelu(parameters, name, options)
      : convNormAddRelu(parameters, name, { ...options, residual });
  }, x);
}
