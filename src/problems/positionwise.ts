import type { Problem } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { probabilityScores } from "./probability_scores.ts";
import { readAnswers } from "./read_answers.ts";
import { type Readout, readoutTick, twoTickLoss } from "./two_tick_loss.ts";

/**
 * A problem whose every tick answers every position, trained by the two-tick loss.
 *
 * @param lossByTick Loss of each example at each tick, `[batch, ticks]`, from logits `[batch, ticks,
 *   positions, classes]` and targets `[batch, positions]`.
 */
export function positionwise(
  readout: Readout,
  lossByTick: (logits: tf.Tensor4D, targets: tf.Tensor2D) => tf.Tensor2D,
): Problem {
  return {
    loss: (prediction, targets) =>
      tf.tidy(() =>
        twoTickLoss(lossByTick(prediction.logits, targets), readoutTick(prediction, readout))
      ),
    lossByTick: (prediction, targets) => lossByTick(prediction.logits, targets),
    readoutTick: (prediction) => readoutTick(prediction, readout),
    answers: readAnswers,
    scores: (prediction, targets) => probabilityScores(prediction.logits, targets),
  };
}
