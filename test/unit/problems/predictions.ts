import type { Prediction } from "../../../src/contract/mod.ts";
import { certaintyOf } from "../../../src/nn/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";

/** A prediction of these logits, `[batch][ticks][positions][classes]`, as certain as they are. */
export function predictionOf(logits: number[][][][]): Prediction {
  const tensor = tf.tensor4d(logits);
  return { logits: tensor, certainty: certaintyOf(tensor) };
}

/**
 * A prediction given as the authors store it, `[batch, positions, classes, ticks]` row-major, as
 * certain as its logits are.
 */
export function predictionOfTheirs(
  values: readonly number[],
  shape: [number, number, number, number],
): Prediction {
  const logits = tf.tidy(() =>
    tf.transpose(tf.tensor4d(Float32Array.from(values), shape), [0, 3, 1, 2])
  );
  return { logits, certainty: certaintyOf(logits) };
}
