import type { Mode } from "../contract/mod.ts";
import { addBias, glu, groupedConv2d } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import { convolution } from "./conv_norm.ts";
import { batchNormalise } from "./layers.ts";
import type { Parameters } from "./parameters.ts";
import { SHALLOW_WIDE_GROUPS } from "./shallow_wide_plan.ts";

/**
 * The feature map of the shallow and wide backbone, see `planShallowWide`.
 *
 * @param input `[batch, height, width, channels]`.
 */
export function shallowWideFeatures(
  parameters: Parameters,
  { input, mode }: { readonly input: tf.Tensor4D; readonly mode: Mode },
): tf.Tensor4D {
  const gatedNorm = (name: string, y: tf.Tensor) =>
    batchNormalise(parameters, `${name}.norm`, { x: glu(y), mode }) as tf.Tensor4D;
  return tf.tidy(() => {
    const options = { x: input, stride: 2, bias: true, inputGradient: false };
    const wide = gatedNorm("backbone.wide", convolution(parameters, "backbone.wide", options));
    const filter = parameters.get<tf.Tensor4D>("backbone.grouped.weight");
    const grouped = groupedConv2d(wide, filter, { groups: SHALLOW_WIDE_GROUPS, padding: 1 });
    return gatedNorm("backbone.grouped", addBias(grouped, parameters.get("backbone.grouped.bias")));
  });
}
