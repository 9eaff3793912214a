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
   */
  head: z.enum(["feed-forward", "convolution"]).default("convolution"),
  /** Hidden units of the feed-forward head, or channels of the convolution; chosen by matching. */
  width: z.int().positive().default(64),
});

/** See {@link cnnOptionsSchema}. */
export type CnnOptions = z.infer<typeof cnnOptionsSchema>;
