import { z } from "zod";
import { parameter } from "./declaration.ts";
import { type FeatureShape, type LayerPlan, planConvNorm, planSequence } from "./layer_plan.ts";
import { planMnistBackbone } from "./mnist_backbone_plan.ts";
import { planResnet } from "./resnet_plan.ts";
import { planShallowWide, SHALLOW_WIDE_GROUPS } from "./shallow_wide_plan.ts";

export type { FeatureShape } from "./layer_plan.ts";

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
  /** The authors' residual nets, cut after their first 1 to 4 layers. */
  z.strictObject({
    kind: z.literal("resnet"),
    depth: z.literal([18, 34, 50, 101, 152]),
    cut: z.int().min(1).max(4),
  }),
  /** Two wide gated convolutions, the second in 32 groups of channels. */
  z.strictObject({
    kind: z.literal("shallow-wide"),
    /** Channels of the feature map; the authors' value is the default. */
    width: z.int().positive().multipleOf(SHALLOW_WIDE_GROUPS).default(2048),
  }),
  /** Two convolutions with pooling, as the authors use for single digits. */
  z.strictObject({ kind: z.literal("mnist"), width: z.int().positive() }),
  /** One learned vector for each of the two symbols of a parity sequence. */
  z.strictObject({ kind: z.literal("parity"), width: z.int().positive() }),
]);

/** See {@link backboneSchema}. */
export type Backbone = z.infer<typeof backboneSchema>;

/**
 * Plans the parameters, the output and the cost of a backbone.
 *
 * @param input Shape of what it reads; other fields, such as those of a problem's shape, are ignored.
 * @throws {RangeError} For an input too small for the backbone.
 */
export function planBackbone(backbone: Backbone, input: FeatureShape): LayerPlan {
  const { height, width, channels } = input;
  const map = { height, width, channels };
  switch (backbone.kind) {
    case "none":
      return { declarations: [], output: map, flops: 0 };
    case "small-conv":
      return planSequence(
        map,
        backbone.layers.map(({ channels, size, stride }, i) => (map: FeatureShape) =>
          planConvNorm(`backbone.${i}`, map, { size, outputs: channels, stride })
        ),
      );
    case "resnet":
      return planResnet(backbone, map);
    case "shallow-wide":
      return planShallowWide(backbone.width, map);
    case "mnist":
      return planMnistBackbone(backbone.width, map);
    case "parity":
      return planParity(backbone.width, map);
    default:
      return backbone satisfies never;
  }
}

function planParity(width: number, { height }: FeatureShape): LayerPlan {
  return {
    declarations: [
      parameter("backbone.embedding", [2, width], { kind: "normal", standardDeviation: 1 }),
    ],
    output: { height, width: 1, channels: width },
    flops: 0,
  };
}
