import type { Mode } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { convNormReluPool } from "./conv_norm.ts";
import type { Parameters } from "./parameters.ts";

/**
 * The feature map of the backbone for digits, see `planMnistBackbone`.
 *
 * @param input `[batch, height, width, channels]`.
 */
export function mnistFeatures(
  parameters: Parameters,
  { input, mode }: { readonly input: tf.Tensor4D; readonly mode: Mode },
): tf.Tensor4D {
  const pool = { size: 2, stride: 2, padding: 0 };
  const pooled = (name: string, x: tf.Tensor4D, inputGradient: boolean) => {
    const options = { x, mode, stride: 1, bias: true, inputGradient, pool };
    return convNormReluPool(parameters, name, options);
  };
  return tf.tidy(() => pooled("backbone.second", pooled("backbone.first", input, false), true));
}
