import { z } from "zod";
import { type Declaration, declareLinear } from "./declaration.ts";

/** What is added to the feature map to tell its places apart. */
export const positionalEmbeddingSchema = z.enum(["none", "rotational-1d"]);

/** See {@link positionalEmbeddingSchema}. */
export type PositionalEmbedding = z.infer<typeof positionalEmbeddingSchema>;

/** Parameters and FLOPs of an embedding of `tokens` places with `channels` each. */
export function planPositionalEmbedding(
  embedding: PositionalEmbedding,
  { tokens, channels }: { readonly tokens: number; readonly channels: number },
): { readonly declarations: readonly Declaration[]; readonly flops: number } {
  switch (embedding) {
    case "none":
      return { declarations: [], flops: 0 };
    case "rotational-1d":
      return {
        declarations: declareLinear("positionalEmbedding.projection", 2, channels),
        flops: 2 * tokens * 2 * channels,
      };
    default:
      return embedding satisfies never;
  }
}
