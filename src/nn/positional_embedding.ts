import * as tf from "../tensor/tf.ts";
import { linear } from "./layers.ts";
import type { Parameters } from "./parameters.ts";
import type { PositionalEmbedding } from "./positional_embedding_plan.ts";

/**
 * The embedding of a feature map, or `null` for none.
 *
 * @param shape `[batch, height, width, channels]` of the map; `rotational-1d` counts places along
 *   the height and expects width 1.
 * @returns `[1, height, width, channels]`.
 *
 * Source: the authors' code; angles from 0 to 180 degrees, both ends included.
 */
export function positionalEmbedding(
  embedding: PositionalEmbedding,
  parameters: Parameters,
  shape: readonly [number, number, number, number],
): tf.Tensor4D | null {
  switch (embedding) {
    case "none":
      return null;
    case "rotational-1d": {
      const [, length, width, channels] = shape;
      const angles = Array.from({ length }, (_, p) => Math.PI * p / (length - 1));
      return tf.tidy(() => {
        const places = tf.tensor2d(angles.map((angle) => [-Math.sin(angle), Math.cos(angle)]));
        const rows = linear(parameters, "positionalEmbedding.projection", places);
        return tf.reshape(rows, [1, length, width, channels]);
      });
    }
    default:
      return embedding satisfies never;
  }
}
