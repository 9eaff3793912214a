import { affine, rowTimesMatrix } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import { linear, norm } from "./layers.ts";
import type { Parameters } from "./parameters.ts";

/** Keys and values of a batch, with the weights of the query: everything that all ticks share. */
export interface AttentionMemory {
  readonly batch: number;
  readonly heads: number;
  readonly width: number;
  /** `[batch * heads, width / heads, tokens]`. */
  readonly keys: tf.Tensor3D;
  /** `[batch * heads, tokens, width / heads]`. */
  readonly values: tf.Tensor3D;
  /** Already divided by the square root of the head width. */
  readonly queryWeight: tf.Tensor2D;
  readonly queryBias: tf.Tensor1D;
}

/** Tokens after projection and layer normalisation: `[batch, tokens, channels]` to `[..., width]`. */
export function keyValueTokens(parameters: Parameters, tokens: tf.Tensor3D): tf.Tensor3D {
  return norm(
    parameters,
    "keyValue.norm",
    linear(parameters, "keyValue.linear", tokens),
  ) as tf.Tensor3D;
}

/**
 * Projects the tokens to keys and values. They do not depend on the tick, so this is done once for
 * a forward pass where the authors' code repeats it at every tick, with the same result.
 *
 * @param tokens `[batch, tokens, width]`, used as both key and value.
 */
export function attentionMemory(
  parameters: Parameters,
  tokens: tf.Tensor3D,
  heads: number,
): AttentionMemory {
  const [batch, count, width] = tokens.shape;
  const size = width / heads;
  const weight = parameters.get<tf.Tensor2D>("attention.input.weight");
  const bias = parameters.get("attention.input.bias");
  const both = affine(
    tokens,
    tf.slice(weight, [0, width], [width, 2 * width]) as tf.Tensor2D,
    tf.slice(bias, [width], [2 * width]) as tf.Tensor1D,
  );
  const [keys, values] = tf.split(both, 2, -1) as [tf.Tensor, tf.Tensor];
  const split = (x: tf.Tensor, order: number[]) =>
    tf.transpose(tf.reshape(x, [batch, count, heads, size]), order);
  const scale = 1 / Math.sqrt(size);
  return {
    batch,
    heads,
    width,
    keys: tf.reshape(split(keys, [0, 2, 3, 1]), [batch * heads, size, count]),
    values: tf.reshape(split(values, [0, 2, 1, 3]), [batch * heads, count, size]),
    queryWeight: tf.mul(tf.slice(weight, [0, 0], [width, width]), scale) as tf.Tensor2D,
    queryBias: tf.mul(tf.slice(bias, [0], [width]), scale) as tf.Tensor1D,
  };
}

/**
 * Multi-head attention with one query per example.
 *
 * @param query `asking` `[batch, query width]`, what the query is made of; `dropWeights` is the
 *   dropout of the attention weights.
 * @returns `answer` `[batch, width]` and `weights` `[batch * heads, 1, tokens]`.
 *
 * Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.2.2.
 */
export function attend(
  parameters: Parameters,
  memory: AttentionMemory,
  { asking, dropWeights }: {
    readonly asking: tf.Tensor2D;
    readonly dropWeights: (weights: tf.Tensor3D) => tf.Tensor3D;
  },
): { readonly answer: tf.Tensor2D; readonly weights: tf.Tensor3D } {
  const { batch, heads, width } = memory;
  const query = affine(
    linear(parameters, "query", asking),
    memory.queryWeight,
    memory.queryBias,
  );
  const split = tf.reshape(query, [batch * heads, 1, width / heads]);
  const weights = tf.softmax(rowTimesMatrix(split as tf.Tensor3D, memory.keys));
  const mixed = tf.reshape(rowTimesMatrix(dropWeights(weights), memory.values), [batch, width]);
  return { answer: linear(parameters, "attention.output", mixed) as tf.Tensor2D, weights };
}
