import { type FeatureShape, type LayerPlan, planConvNorm, planSequence } from "./layer_plan.ts";

/**
 * Plans the authors' backbone of MNIST digits: twice a 3x3 convolution with bias, batch
 * normalisation, ReLU and pooling by two.
 *
 * @throws {RangeError} For a map that two poolings leave nothing of.
 */
export function planMnistBackbone(width: number, input: FeatureShape): LayerPlan {
  if (Math.min(input.height, input.width) < 4) {
    throw new RangeError(
      `The mnist backbone pools twice by two and needs at least 4x4 pixels, got ${input.height}x${input.width}`,
    );
  }
  const convolution = { size: 3, outputs: width, bias: true };
  return planSequence(input, [
    (map) => planConvNorm("backbone.first", map, convolution),
    planPool,
    (map) => planConvNorm("backbone.second", map, convolution),
    planPool,
  ]);
}

/** Windows of 2 with stride 2; an odd last row or column is dropped. */
function planPool({ height, width, channels }: FeatureShape): LayerPlan {
  const output = { height: Math.floor(height / 2), width: Math.floor(width / 2), channels };
  return { declarations: [], output, flops: 0 };
}
