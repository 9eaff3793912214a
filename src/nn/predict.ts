import type { Prediction, ProblemShape } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { certaintyOf } from "./certainty.ts";
import { linear } from "./layers.ts";
import type { Parameters } from "./parameters.ts";

/**
 * The prediction of every tick, through the affine map declared as `output`. Predictions feed
 * nothing back, so all ticks are projected in one product.
 *
 * @param read `[batch, ticks, width]`, what the predictions are made of.
 */
export function predict(
  parameters: Parameters,
  read: tf.Tensor,
  shape: ProblemShape,
): Prediction {
  return predictionOf(linear(parameters, "output", read), shape);
}

/** The prediction whose logits are `answers`, `[batch, ticks, positions * classes]`. */
export function predictionOf(
  answers: tf.Tensor,
  { positions, classes }: ProblemShape,
): Prediction {
  const [batch, ticks] = answers.shape as [number, number];
  const logits = tf.reshape(answers, [batch, ticks, positions, classes]) as tf.Tensor4D;
  return { logits, certainty: certaintyOf(logits) };
}
