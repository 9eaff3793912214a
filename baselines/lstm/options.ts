import { z } from "zod";
import { backboneSchema } from "../../src/nn/backbone_plan.ts";
import { DEFAULT_BACKBONE } from "../../src/nn/default_backbone.ts";
import { positionalEmbeddingSchema } from "../../src/nn/positional_embedding_plan.ts";

/** Options of the LSTM baseline. */
export const lstmOptionsSchema = z.strictObject({
  /** Internal ticks, each with one read of attention; for questions the ticks of each item. */
  ticks: z.int().positive().default(8),
  /** D, hidden width of every layer; chosen by matching. */
  width: z.int().positive().default(64),
  layers: z.int().min(1).max(3).default(1),
  /** E, width of tokens and attention. */
  inputWidth: z.int().positive().default(32),
  /** Attention heads; they divide `inputWidth`. */
  heads: z.int().positive().default(2),
  /** Rate of dropout in training, of attention weights and between layers. */
  dropout: z.number().min(0).lt(1).default(0),
  backbone: backboneSchema.prefault(DEFAULT_BACKBONE),
  positionalEmbedding: positionalEmbeddingSchema.default("none"),
}).superRefine(({ heads, inputWidth }, context) => {
  if (inputWidth % heads !== 0) {
    context.addIssue({
      code: "custom",
      path: ["heads"],
      message: `${heads} heads do not divide the input width ${inputWidth}`,
    });
  }
});

/** See {@link lstmOptionsSchema}. */
export type LstmOptions = z.infer<typeof lstmOptionsSchema>;
