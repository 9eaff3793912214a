import { z } from "zod";
import type { ProblemShape } from "../contract/shape.ts";
import {
  type Declaration,
  declareBatchNorm,
  declareConvolution,
  declareLinear,
  parameter,
} from "./declaration.ts";

/** What turns an image (or a sequence) into tokens, shared by all models. */
export const backboneSchema = z.discriminatedUnion("kind", [
  /** The input is the feature map. */
  z.strictObject({ kind: z.literal("none") }),
  /** Convolutions, each with batch normalisation and ReLU: cheap enough for a CPU. */
  z.strictObject({
    kind: z.literal("small-conv"),
    layers: z.array(z.strictObject({
      channels: z.int().positive(),
      /** Width of the square filter, odd. */
      size: z.int().min(1).max(7).refine((size) => size % 2 === 1, "must be odd"),
      stride: z.int().min(1).max(2),
    })).min(1).max(8),
  }),
  /** The authors' ResNet-18, cut after its first 1 to 4 layers. */
  z.strictObject({ kind: z.literal("resnet18"), cut: z.int().min(1).max(4) }),
  /** One learned vector for each of the two symbols of a parity sequence. */
  z.strictObject({ kind: z.literal("parity"), width: z.int().positive() }),
]);

/** See {@link backboneSchema}. */
export type Backbone = z.infer<typeof backboneSchema>;

/** A feature map's shape. */
export interface FeatureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** What a backbone is made of, computed without building it. */
export interface BackbonePlan {
  readonly declarations: readonly Declaration[];
  readonly output: FeatureShape;
  /** Forward FLOPs of one example. */
  readonly flops: number;
}

/** Residual blocks of ResNet-18 in order, up to a cut. @internal */
export function residualBlocks(
  cut: number,
): {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
}[] {
  return Array.from({ length: cut }, (_, i) => i).flatMap((i) => {
    const outputs = 64 * 2 ** i;
    const inputs = i === 0 ? 64 : outputs / 2;
    return [
      { name: `backbone.layer${i + 1}.0`, inputs, outputs, stride: i === 0 ? 1 : 2 },
      { name: `backbone.layer${i + 1}.1`, inputs: outputs, outputs, stride: 1 },
    ];
  });
}

/** Length after a stride of 2, for any odd window padded by half its width. */
const halve = (length: number) => Math.floor((length - 1) / 2) + 1;

/** Plans the parameters, the output and the cost of a backbone. */
export function planBackbone(backbone: Backbone, input: ProblemShape): BackbonePlan {
  switch (backbone.kind) {
    case "none":
      return { declarations: [], output: input, flops: 0 };
    case "parity":
      return {
        declarations: [
          parameter("backbone.embedding", [2, backbone.width], {
            kind: "normal",
            standardDeviation: 1,
          }),
        ],
        output: { height: input.height, width: 1, channels: backbone.width },
        flops: 0,
      };
    case "small-conv":
      return planSmallConv(backbone.layers, input);
    case "resnet18":
      return planResnet(backbone.cut, input);
    default:
      return backbone satisfies never;
  }
}

function planSmallConv(
  layers: Extract<Backbone, { kind: "small-conv" }>["layers"],
  input: FeatureShape,
): BackbonePlan {
  const declarations: Declaration[] = [];
  let { height, width, channels: inputs } = input;
  let flops = 0;
  layers.forEach(({ channels: outputs, size, stride }, i) => {
    declarations.push(declareConvolution(`backbone.${i}`, size, { inputs, outputs }));
    declarations.push(...declareBatchNorm(`backbone.${i}.norm`, outputs));
    if (stride === 2) [height, width] = [halve(height), halve(width)];
    flops += 2 * height * width * size * size * inputs * outputs;
    inputs = outputs;
  });
  return { declarations, output: { height, width, channels: inputs }, flops };
}

function planResnet(cut: number, input: FeatureShape): BackbonePlan {
  const declarations: Declaration[] = [];
  let { height, width } = input;
  // A 1x1 convolution with bias to three channels always comes first, as in the authors' code.
  declarations.push(...declareLinear("backbone.initialRgb", input.channels, 3));
  declarations.push(declareConvolution("backbone.stem", 3, { inputs: 3, outputs: 64 }));
  declarations.push(...declareBatchNorm("backbone.stem.norm", 64));
  let flops = 2 * height * width * (input.channels * 3 + 27 * 64);
  [height, width] = [halve(height), halve(width)];
  for (const { name, inputs, outputs, stride } of residualBlocks(cut)) {
    declarations.push(declareConvolution(`${name}.first`, 3, { inputs, outputs }));
    declarations.push(...declareBatchNorm(`${name}.first.norm`, outputs));
    declarations.push(declareConvolution(`${name}.second`, 3, { inputs: outputs, outputs }));
    declarations.push(...declareBatchNorm(`${name}.second.norm`, outputs));
    if (stride === 2) [height, width] = [halve(height), halve(width)];
    flops += 18 * height * width * (inputs * outputs + outputs * outputs);
    if (inputs !== outputs) {
      declarations.push(declareConvolution(`${name}.shortcut`, 1, { inputs, outputs }));
      declarations.push(...declareBatchNorm(`${name}.shortcut.norm`, outputs));
      flops += 2 * height * width * inputs * outputs;
    }
  }
  return { declarations, output: { height, width, channels: 64 * 2 ** (cut - 1) }, flops };
}
