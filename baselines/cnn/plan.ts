import type { ModelSize, ProblemShape } from "../../src/contract/shape.ts";
import { type FeatureShape, planBackbone } from "../../src/nn/backbone_plan.ts";
import {
  countParameters,
  type Declaration,
  declareBatchNorm,
  declareConvolution,
  declareLinear,
} from "../../src/nn/declaration.ts";
import type { CnnOptions } from "./options.ts";

/** Plans the parameters and the cost of the CNN baseline. */
export function planCnn(
  options: CnnOptions,
  shape: ProblemShape,
): { readonly declarations: readonly Declaration[]; readonly size: ModelSize } {
  const { width } = options;
  const backbone = planBackbone(options.backbone, shape);
  const answers = shape.positions * shape.classes;
  const head = planHead(options, backbone.output);
  const declarations = [
    ...backbone.declarations,
    ...head.declarations,
    ...declareLinear("output", width, answers),
  ];
  return {
    declarations,
    size: {
      parameters: countParameters(declarations),
      flopsPerExample: backbone.flops + head.flops + 2 * width * answers,
    },
  };
}

function planHead(
  { head, width }: CnnOptions,
  { height, width: columns, channels }: FeatureShape,
): { readonly declarations: readonly Declaration[]; readonly flops: number } {
  switch (head) {
    case "feed-forward":
      return {
        declarations: declareLinear("head.hidden", channels, width),
        flops: 2 * channels * width,
      };
    case "flatten": {
      const inputs = height * columns * channels;
      return {
        // Twice the width: one half gates the other.
        declarations: declareLinear("head.hidden", inputs, 2 * width),
        flops: 4 * inputs * width,
      };
    }
    case "convolution":
      return {
        declarations: [
          declareConvolution("head.convolution", 3, { inputs: channels, outputs: width }),
          ...declareBatchNorm("head.convolution.norm", width),
        ],
        flops: 2 * Math.ceil(height / 2) * Math.ceil(columns / 2) * 9 * channels * width,
      };
    default:
      return head satisfies never;
  }
}
