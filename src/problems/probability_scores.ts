import type { ProbabilityScores } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { crossEntropyByTick } from "./cross_entropy.ts";

/**
 * How good the softmax probabilities of every tick are, averaged over positions: the log loss and
 * the Brier score over all classes. Both are proper: the true probabilities have the least expected
 * score.
 *
 * @param logits `[batch, ticks, positions, classes]`.
 * @param targets Classes, `[batch, positions]`, int32.
 * @returns Natural logarithms, and sums of squared differences from 0 to 2, `[batch, ticks]` each.
 *
 * Source: Brier 1950, "Verification of forecasts expressed in terms of probability", eq. 2;
 * statistical protocol, 3.9.
 */
export function probabilityScores(logits: tf.Tensor4D, targets: tf.Tensor2D): ProbabilityScores {
  return tf.tidy(() => {
    const [batch, ticks, positions, classes] = logits.shape;
    const wanted = tf.reshape(tf.oneHot(targets, classes), [batch, 1, positions, classes]);
    // Repeated rather than broadcast, as in the cross-entropy.
    const spread = tf.tile(tf.cast(wanted, "float32"), [1, ticks, 1, 1]);
    const squares = tf.square(tf.sub(tf.softmax(logits), spread));
    return {
      // From logarithms of the softmax, so that a probability that rounds to 0 has a finite loss.
      logLoss: crossEntropyByTick(logits, targets),
      brier: tf.mean(tf.sum(squares, -1), -1) as tf.Tensor2D,
    };
  });
}
