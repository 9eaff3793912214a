import type { Prediction, Problem } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { classification } from "./classification.ts";
import { probabilityScores } from "./probability_scores.ts";
import type { Readout } from "./two_tick_loss.ts";

/**
 * One class for a question asked over many ticks: classification at the last ticks of a prediction,
 * those in which the answer is given. Ticks are counted from the first of them.
 *
 * Source: specification, section 5, "QAMNIST".
 */
export function questionAnswering(
  { readout = "most certain", answerTicks }: {
    readonly readout?: Readout;
    readonly answerTicks: number;
  },
): Problem {
  const problem = classification(readout);
  return {
    loss: (prediction, targets) =>
      tf.tidy(() => problem.loss(lastTicks(prediction, answerTicks), targets)),
    lossByTick: (prediction, targets) =>
      tf.tidy(() => problem.lossByTick(lastTicks(prediction, answerTicks), targets)),
    readoutTick: (prediction) =>
      tf.tidy(() => problem.readoutTick(lastTicks(prediction, answerTicks))),
    answers: async (prediction) => {
      const last = lastTicks(prediction, answerTicks);
      const answers = await problem.answers(last);
      tf.dispose(last);
      return answers;
    },
    scores: (prediction, targets) =>
      tf.tidy(() => probabilityScores(lastTicks(prediction, answerTicks).logits, targets)),
  };
}

function lastTicks({ logits, certainty }: Prediction, count: number): Prediction {
  const [batch, ticks, positions, classes] = logits.shape;
  if (count < 1 || count > ticks) {
    throw new RangeError(`Cannot read ${count} answer ticks of a prediction with ${ticks}`);
  }
  return {
    logits: tf.slice(logits, [0, ticks - count, 0, 0], [batch, count, positions, classes]),
    certainty: tf.slice(certainty, [0, ticks - count], [batch, count]),
  };
}
