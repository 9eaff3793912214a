import { z } from "zod";
import { constant, type Declaration, declareLinear, parameter } from "./declaration.ts";
import { declareFourier, FOURIER_SCALES, fourierFlops } from "./fourier_embedding_plan.ts";
import type { FeatureShape } from "./layer_plan.ts";

/** What is added to the feature map to tell its places apart. */
export const positionalEmbeddingSchema = z.enum([
  "none",
  /** The direction that turns by half a turn along a sequence (custom-rotational-1d). */
  "rotational-1d",
  /** A learned direction turned by row and by column (custom-rotational). */
  "rotational-2d",
  "learnable-fourier",
  /** Ten of these from coarse to fine, combined (multi-learnable-fourier). */
  "multi-learnable-fourier",
]);

/** See {@link positionalEmbeddingSchema}. */
export type PositionalEmbedding = z.infer<typeof positionalEmbeddingSchema>;

/**
 * Parameters and FLOPs of an embedding of a feature map. The FLOPs are those of one map, although a
 * batch shares it.
 *
 * @throws {RangeError} For a map that the embedding is not defined on.
 */
export function planPositionalEmbedding(
  embedding: PositionalEmbedding,
  map: FeatureShape,
): { readonly declarations: readonly Declaration[]; readonly flops: number } {
  const { height, width, channels } = map;
  switch (embedding) {
    case "none":
      return { declarations: [], flops: 0 };
    case "rotational-1d":
      if (width !== 1) {
        refuse(embedding, map, "a sequence, one place wide; take rotational-2d for a map");
      }
      return {
        declarations: declareLinear("positionalEmbedding.projection", 2, channels),
        flops: 4 * height * channels,
      };
    case "rotational-2d":
      if (height !== width) {
        refuse(embedding, map, "a square map, since both axes turn by the width");
      }
      return {
        declarations: [
          parameter("positionalEmbedding.start", [2], { kind: "values", values: [0, 1] }),
          ...declareLinear("positionalEmbedding.planeProjection", 4, channels),
        ],
        flops: 8 * height * width * channels,
      };
    case "learnable-fourier":
      requireTwoPlaces(embedding, map);
      return {
        declarations: declareFourier("positionalEmbedding", channels),
        flops: fourierFlops(map),
      };
    case "multi-learnable-fourier":
      requireTwoPlaces(embedding, map);
      return {
        declarations: [
          parameter("positionalEmbedding.combination", [FOURIER_SCALES.length], constant(1)),
          ...FOURIER_SCALES.flatMap((scale, i) =>
            declareFourier(`positionalEmbedding.embedders.${i}`, channels, scale)
          ),
        ],
        flops: FOURIER_SCALES.length * fourierFlops(map),
      };
    default:
      return embedding satisfies never;
  }
}

/** Coordinates run from 0 to 1, which takes two places. */
function requireTwoPlaces(embedding: PositionalEmbedding, map: FeatureShape): void {
  if (Math.min(map.height, map.width) < 2) {
    refuse(embedding, map, "a map of at least two rows and two columns");
  }
}

function refuse(embedding: PositionalEmbedding, map: FeatureShape, expected: string): never {
  throw new RangeError(
    `The positional embedding ${embedding} needs ${expected}, and the backbone gives ${map.height}x${map.width}`,
  );
}
