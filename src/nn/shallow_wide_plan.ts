import { declareBatchNorm } from "./declaration.ts";
import { type FeatureShape, type LayerPlan, planConvolution, planSequence } from "./layer_plan.ts";

/** Groups of the second convolution; they divide the width. */
export const SHALLOW_WIDE_GROUPS = 32;

/**
 * Plans the authors' shallow and wide backbone: two convolutions to twice the width, the first with a
 * stride of 2, the second in groups, each followed by a gated linear unit over the channels and batch
 * normalisation.
 */
export function planShallowWide(width: number, input: FeatureShape): LayerPlan {
  const outputs = 2 * width;
  return planSequence(input, [
    (map) =>
      planGated(
        "backbone.wide",
        planConvolution("backbone.wide", map, { size: 3, outputs, stride: 2, bias: true }),
      ),
    (map) =>
      planGated(
        "backbone.grouped",
        planConvolution("backbone.grouped", map, {
          size: 3,
          outputs,
          groups: SHALLOW_WIDE_GROUPS,
          bias: true,
        }),
      ),
  ]);
}

/** The gate halves the channels before they are normalised. */
function planGated(name: string, { declarations, output, flops }: LayerPlan): LayerPlan {
  const channels = output.channels / 2;
  return {
    declarations: [...declarations, ...declareBatchNorm(`${name}.norm`, channels)],
    output: { ...output, channels },
    flops,
  };
}
