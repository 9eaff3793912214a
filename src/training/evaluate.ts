import { setImmediate as turnOfEventLoop } from "node:timers/promises";
import type { Answers, EvaluationBatches, Model, Problem } from "../contract/mod.ts";
import { type Predictions, rightAnswers, type TickMetrics } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";

/** What a model answers on a set of examples. */
export interface Evaluation {
  /** Fraction of right answers at the readout tick, over all positions. */
  readonly accuracy: number;
  /** Fraction of examples all of whose positions are right. */
  readonly solved: number;
  /** Mean loss at the readout tick. */
  readonly loss: number;
  /** 1 to T. */
  readonly meanTick: number;
  readonly perTick: readonly TickMetrics[];
  readonly predictions: Predictions;
}

/**
 * Evaluates a model on every example of a set, with the statistics of evaluation mode.
 *
 * @param parts The model and its problem; `signal` ends the evaluation, which throws its reason.
 */
export async function evaluate(
  { model, problem, signal }: {
    readonly model: Model;
    readonly problem: Problem;
    readonly signal?: AbortSignal;
  },
  { examples, each }: EvaluationBatches,
): Promise<Evaluation> {
  let filled: { readonly predictions: Predictions; readonly losses: Float32Array } | null = null;
  let start = 0;
  for (const { input, targets } of each()) {
    const prediction = model.forward(input, { mode: "evaluate" });
    const { losses, readout } = tf.tidy(() => ({
      losses: problem.lossByTick(prediction, targets) as tf.Tensor,
      readout: problem.readoutTick(prediction) as tf.Tensor,
    }));
    const answers = await problem.answers(prediction);
    const scores = problem.scores(prediction, targets);
    filled ??= emptyPredictions(examples, answers, scores !== null);
    const { predictions } = filled;
    const { ticks, positions } = predictions;
    predictions.predicted.set(answers.predicted, start * ticks * positions);
    predictions.confidence.set(answers.confidence, start * ticks);
    predictions.certainty.set(answers.certainty, start * ticks);
    predictions.readoutTick.set(await readout.data(), start);
    predictions.labels.set(await targets.data(), start * positions);
    filled.losses.set(await losses.data(), start * ticks);
    if (scores !== null) {
      predictions.logLoss!.set(await scores.logLoss.data(), start * ticks);
      predictions.brier!.set(await scores.brier.data(), start * ticks);
      tf.dispose(scores);
    }
    start += targets.shape[0];
    tf.dispose([prediction, losses, readout, input, targets]);
    // Signals are heard only when the event loop turns.
    await turnOfEventLoop();
    signal?.throwIfAborted();
  }
  if (filled === null) throw new RangeError("Cannot evaluate a model on no examples");
  return { ...summarise(filled.predictions, filled.losses), predictions: filled.predictions };
}

function emptyPredictions(
  examples: number,
  { reads: ticks, positions, classes }: Answers,
  scored: boolean,
): { readonly predictions: Predictions; readonly losses: Float32Array } {
  const cells = examples * ticks;
  return {
    predictions: {
      examples,
      ticks,
      classes,
      positions,
      labels: new Uint16Array(examples * positions),
      predicted: new Uint16Array(cells * positions),
      confidence: new Float32Array(cells),
      certainty: new Float32Array(cells),
      readoutTick: new Uint16Array(examples),
      logLoss: scored ? new Float32Array(cells) : null,
      brier: scored ? new Float32Array(cells) : null,
    },
    losses: new Float32Array(cells),
  };
}

function summarise(
  predictions: Predictions,
  losses: Float32Array,
): Omit<Evaluation, "predictions"> {
  const { examples, ticks, positions, certainty, readoutTick } = predictions;
  const perTick = Array.from({ length: ticks }, () => ({ right: 0, loss: 0, certainty: 0 }));
  let right = 0;
  let solved = 0;
  let loss = 0;
  let tickSum = 0;
  for (let example = 0; example < examples; example++) {
    const row = example * ticks;
    for (let tick = 0; tick < ticks; tick++) {
      const sums = perTick[tick]!;
      sums.right += rightAnswers(predictions, example, tick);
      sums.loss += losses[row + tick]!;
      sums.certainty += certainty[row + tick]!;
    }
    const read = readoutTick[example]!;
    const count = rightAnswers(predictions, example, read);
    right += count;
    if (count === positions) solved++;
    loss += losses[row + read]!;
    tickSum += read + 1;
  }
  return {
    accuracy: right / (examples * positions),
    solved: solved / examples,
    loss: loss / examples,
    meanTick: tickSum / examples,
    perTick: perTick.map((sums, i) => ({
      tick: i + 1,
      accuracy: sums.right / (examples * positions),
      loss: sums.loss / examples,
      certainty: sums.certainty / examples,
    })),
  };
}
