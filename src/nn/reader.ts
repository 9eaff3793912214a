import type { ForwardOptions } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { type AttentionMemory, attentionMemory, keyValueTokens } from "./attention.ts";
import { backboneFeatures } from "./backbone.ts";
import type { Backbone } from "./backbone_plan.ts";
import type { Parameters } from "./parameters.ts";
import { positionalEmbedding } from "./positional_embedding.ts";
import type { PositionalEmbedding } from "./positional_embedding_plan.ts";

/** The options of a model that reads its input by attention. */
interface Reader {
  readonly backbone: Backbone;
  readonly positionalEmbedding: PositionalEmbedding;
  readonly heads: number;
}

/**
 * Everything of a forward pass that comes before the ticks: features, their places, keys and values.
 * Reports `features`, `positionalEmbedding` and `keyValue`.
 *
 * @param input `[batch, height, width, channels]`.
 */
export function readInput(
  reader: Reader,
  parameters: Parameters,
  { input, mode, observe }: ForwardOptions & { readonly input: tf.Tensor4D },
): AttentionMemory {
  const features = backboneFeatures(reader.backbone, parameters, { input, mode });
  const places = positionalEmbedding(reader.positionalEmbedding, parameters, features.shape);
  const map = places === null ? features : tf.add(features, places);
  const [batch, height, width, channels] = features.shape;
  const tokens = keyValueTokens(parameters, tf.reshape(map, [batch, height * width, channels]));
  observe?.("features", 0, features);
  if (places !== null) observe?.("positionalEmbedding", 0, places);
  observe?.("keyValue", 0, tokens);
  return attentionMemory(parameters, tokens, reader.heads);
}
