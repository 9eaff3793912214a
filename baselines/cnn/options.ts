import { z } from "zod";
import { backboneSchema } from "../../src/nn/backbone_plan.ts";
import { DEFAULT_BACKBONE } from "../../src/nn/default_backbone.ts";

/** Options of the CNN baseline. */
export const cnnOptionsSchema = z.strictObject({
  backbone: backboneSchema.prefault(DEFAULT_BACKBONE),
  /**
   * What follows the backbone. `feed-forward`: the authors' baseline, global average pooling and
   * two linear layers. `convolution`: one more 3x3 convolution of stride 2, then pooling and one
   * linear layer, which spends the parameters of a matched width the way convolutional nets do.
   * `flatten`: the authors' baseline for mazes, all places side by side, one gated linear layer and
   * the output; on a sequence this is a multilayer perceptron.
   */
  head: z.enum(["feed-forward", "convolution", "flatten"]).default("convolution"),
  /** Hidden units of a linear head, or channels of the convolution; chosen by matching. */
  width: z.int().positive().default(64),
  /** Rate of dropout in training, of the hidden units of a linear head. */
  dropout: z.number().min(0).lt(1).default(0),
}).refine(({ head, dropout }) => head !== "convolution" || dropout === 0, {
  path: ["dropout"],
  message: "only the linear heads feed-forward and flatten have dropout",
});

/** See {@link cnnOptionsSchema}. */
export type CnnOptions = z.infer<typeof cnnOptionsSchema>;
