import { matMul } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import { fourierEmbedding } from "./fourier_embedding.ts";
import { FOURIER_SCALES } from "./fourier_embedding_plan.ts";
import { linear } from "./layers.ts";
import type { Parameters } from "./parameters.ts";
import type { PositionalEmbedding } from "./positional_embedding_plan.ts";

/** Rows and columns of a map. */
interface Size {
  readonly height: number;
  readonly width: number;
}

/**
 * The embedding of a feature map, or `null` for none.
 *
 * @param shape `[batch, height, width, channels]` of the map, one that `planPositionalEmbedding`
 *   accepts.
 * @returns `[1, height, width, channels]`.
 *
 * Source: the authors' code; angles from 0 to 180 degrees, both ends included.
 */
export function positionalEmbedding(
  embedding: PositionalEmbedding,
  parameters: Parameters,
  shape: readonly [number, number, number, number],
): tf.Tensor4D | null {
  if (embedding === "none") return null;
  const [, height, width, channels] = shape;
  return tf.tidy(() => {
    const rows = embeddingRows(embedding, parameters, { height, width });
    return tf.reshape(rows, [1, height, width, channels]);
  });
}

/** `[height * width, channels]`, row after row. */
function embeddingRows(
  embedding: Exclude<PositionalEmbedding, "none">,
  parameters: Parameters,
  size: Size,
): tf.Tensor {
  switch (embedding) {
    case "rotational-1d": {
      const places = angles(size.height).map((angle) => [-Math.sin(angle), Math.cos(angle)]);
      return linear(parameters, "positionalEmbedding.projection", tf.tensor2d(places));
    }
    case "rotational-2d":
      return linear(parameters, "positionalEmbedding.planeProjection", turned(parameters, size));
    case "learnable-fourier":
      return fourierEmbedding(parameters, "positionalEmbedding", size);
    case "multi-learnable-fourier":
      return combined(parameters, size);
    default:
      return embedding satisfies never;
  }
}

/** From 0 to half a turn in equal steps. */
function angles(length: number): number[] {
  return Array.from({ length }, (_, place) => length === 1 ? 0 : Math.PI * place / (length - 1));
}

/**
 * The start vector turned by the angle of the row and, beside it, of the column: `[height * width, 4]`
 * as one product, linear in the start vector.
 */
function turned(parameters: Parameters, { height, width }: Size): tf.Tensor2D {
  const byPlace = angles(width);
  const turns = Array.from({ length: height * width }, (_, place) => [
    byPlace[Math.floor(place / width)]!,
    byPlace[place % width]!,
  ]);
  const ofFirst = turns.flatMap((pair) => pair.flatMap((t) => [Math.cos(t), Math.sin(t)]));
  const ofSecond = turns.flatMap((pair) => pair.flatMap((t) => [-Math.sin(t), Math.cos(t)]));
  const start = tf.reshape(parameters.get("positionalEmbedding.start"), [1, 2]) as tf.Tensor2D;
  const rows = matMul(start, tf.tensor2d([ofFirst, ofSecond]));
  return tf.reshape(rows, [height * width, 4]);
}

/** Several Fourier embeddings, weighted by the softmax of their combination. */
function combined(parameters: Parameters, size: Size): tf.Tensor2D {
  const parts = FOURIER_SCALES.map((_, i) =>
    fourierEmbedding(parameters, `positionalEmbedding.embedders.${i}`, size)
  );
  const [places, channels] = parts[0]!.shape;
  const stacked = tf.reshape(tf.stack(parts), [parts.length, places * channels]) as tf.Tensor2D;
  const combination = tf.reshape(parameters.get("positionalEmbedding.combination"), [1, -1]);
  const rows = matMul(tf.softmax(combination) as tf.Tensor2D, stacked);
  return tf.reshape(rows, [places, channels]);
}
