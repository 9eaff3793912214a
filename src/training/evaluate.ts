import type { Model, Problem } from "../contract/mod.ts";
import type { Predictions, TickMetrics } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { EvaluationBatches } from "./batches.ts";

/** What a model answers on a set of examples. */
export interface Evaluation {
  /** Fraction correct at the readout tick. */
  readonly accuracy: number;
  /** Mean cross-entropy at the readout tick. */
  readonly loss: number;
  /** 1 to T. */
  readonly meanTick: number;
  readonly perTick: readonly TickMetrics[];
  readonly predictions: Predictions;
}

/**
 * Evaluates a model on every example of a set, with the statistics of evaluation mode.
 *
 * @throws {RangeError} For a problem with several positions, whose predictions have no single class.
 */
export async function evaluate(
  { model, problem }: { readonly model: Model; readonly problem: Problem },
  { examples, each }: EvaluationBatches,
): Promise<Evaluation> {
  const ticks = model.ticks;
  const labels = new Uint16Array(examples);
  const readoutTick = new Uint16Array(examples);
  const predicted = new Uint16Array(examples * ticks);
  const confidence = new Float32Array(examples * ticks);
  const certainty = new Float32Array(examples * ticks);
  const losses = new Float32Array(examples * ticks);
  let classes = 0;
  let start = 0;
  for (const { input, targets } of each()) {
    const answers = tf.tidy(() => {
      const prediction = model.forward(input, { mode: "evaluate" });
      const [, , positions, count] = prediction.logits.shape;
      if (positions !== 1) throw new RangeError(`Cannot evaluate ${positions} positions`);
      classes = count;
      const probabilities = tf.softmax(prediction.logits);
      return {
        predicted: tf.argMax(prediction.logits, 3),
        confidence: tf.max(probabilities, 3),
        certainty: prediction.certainty as tf.Tensor,
        losses: problem.lossByTick(prediction, targets) as tf.Tensor,
        readout: problem.readoutTick(prediction) as tf.Tensor,
        targets: targets.clone() as tf.Tensor,
      };
    });
    predicted.set(await answers.predicted.data(), start * ticks);
    confidence.set(await answers.confidence.data(), start * ticks);
    certainty.set(await answers.certainty.data(), start * ticks);
    losses.set(await answers.losses.data(), start * ticks);
    readoutTick.set(await answers.readout.data(), start);
    labels.set(await answers.targets.data(), start);
    start += input.shape[0];
    tf.dispose([answers, input, targets]);
  }
  const predictions = {
    examples,
    ticks,
    classes,
    labels,
    predicted,
    confidence,
    certainty,
    readoutTick,
  };
  return { ...summarise(predictions, losses), predictions };
}

function summarise(
  { examples, ticks, labels, predicted, certainty, readoutTick }: Predictions,
  losses: Float32Array,
): Omit<Evaluation, "predictions"> {
  const perTick = Array.from({ length: ticks }, () => ({ correct: 0, loss: 0, certainty: 0 }));
  let correct = 0;
  let loss = 0;
  let tickSum = 0;
  for (let example = 0; example < examples; example++) {
    const row = example * ticks;
    for (let tick = 0; tick < ticks; tick++) {
      const sums = perTick[tick]!;
      if (predicted[row + tick] === labels[example]) sums.correct++;
      sums.loss += losses[row + tick]!;
      sums.certainty += certainty[row + tick]!;
    }
    const read = row + readoutTick[example]!;
    if (predicted[read] === labels[example]) correct++;
    loss += losses[read]!;
    tickSum += readoutTick[example]! + 1;
  }
  return {
    accuracy: correct / examples,
    loss: loss / examples,
    meanTick: tickSum / examples,
    perTick: perTick.map((sums, i) => ({
      tick: i + 1,
      accuracy: sums.correct / examples,
      loss: sums.loss / examples,
      certainty: sums.certainty / examples,
    })),
  };
}
