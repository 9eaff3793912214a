import type { Prediction, Problem } from "../contract/mod.ts";
import {
  classification,
  ctcLoss,
  mazes,
  parity,
  questionAnswering,
  sorting,
} from "../problems/mod.ts";
import { usageError } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { LossCall } from "./fixture_case.ts";

/** The lookahead that the authors' maze loss has unless it is told another. */
const LOOKAHEAD = 5;

/**
 * A loss of the authors' training scripts, called as they do, on a prediction of any shape: the loss
 * says how it reads the outputs, whatever shape certainty is computed in.
 *
 * @param ticks Of the prediction.
 * @throws {BenchError} With exit code 2 for a loss that their code does not have.
 */
export function problemOfLoss(call: LossCall, ticks: number): Problem {
  const problem = counterpart(call, ticks);
  const read = (prediction: Prediction) => ({
    ...prediction,
    logits: outputsOf(call, prediction.logits),
  });
  return {
    loss: (prediction, targets) => tf.tidy(() => problem.loss(read(prediction), targets)),
    lossByTick: (prediction, targets) =>
      tf.tidy(() => problem.lossByTick(read(prediction), targets)),
    readoutTick: problem.readoutTick,
    answers: problem.answers,
    // Their training scripts have no counterpart to compare scores with.
    scores: () => null,
  };
}

/**
 * Refuses a loss that is not known before a model is built for it.
 *
 * @throws {BenchError} As {@link problemOfLoss}.
 */
export function requireKnownLoss(call: LossCall): void {
  counterpart(call, 1);
}

/** Outputs as a loss reads them, `[batch, ticks, positions, classes]`. */
export function outputsOf(call: LossCall, logits: tf.Tensor4D): tf.Tensor4D {
  const [batch, ticks, positions, classes] = logits.shape;
  const outputs = positions * classes;
  const read = CLASSES[call.name] ?? outputs;
  if (outputs % read !== 0) {
    throw usageError(`loss "${call.name}" reads ${read} classes, which ${outputs} outputs are not`);
  }
  return tf.reshape(logits, [batch, ticks, outputs / read, read]);
}

/** Classes of an answer where the authors' scripts fix them; other losses read one answer. */
const CLASSES: { readonly [loss: string]: number } = { parity_loss: 2, maze_loss: 5 };

/** Our counterpart of a loss. */
function counterpart(call: LossCall, ticks: number): Problem {
  const readout = readsLast(call) ? "last" : "most certain";
  switch (call.name) {
    case "cross_entropy":
    case "image_classification_loss":
      return classification(readout);
    case "parity_loss":
      return parity(readout);
    case "maze_loss":
      return mazes({ readout, lookahead: lookaheadOf(call) });
    case "qamnist_loss":
      return questionAnswering({ readout, answerTicks: call.last_ticks ?? ticks });
    case "sort_loss":
      return sorting();
    case "compute_ctc_loss":
      return sequences(call);
    default:
      throw usageError(`unknown loss "${call.name}"`);
  }
}

/** Whether the loss is told to read the last tick instead of the most certain one. */
export function readsLast({ use_most_certain }: LossCall): boolean {
  return use_most_certain === false;
}

/** The lookahead of a maze loss. */
export function lookaheadOf({ cirriculum_lookahead }: LossCall): number {
  return cirriculum_lookahead ?? LOOKAHEAD;
}

/** Sorting with any class as blank and any symbols. */
function sequences(call: LossCall): Problem {
  const lossByTick: Problem["lossByTick"] = ({ logits }, targets) =>
    tf.tidy(() => {
      const [batch, ticks, , classes] = logits.shape;
      const all = tf.reshape(logits, [batch, ticks, classes]) as tf.Tensor3D;
      const losses = ctcLoss(all, targets, { blank: blankOf(call, classes) });
      return tf.reshape(tf.div(losses, targets.shape[1]), [batch, 1]) as tf.Tensor2D;
    });
  const loss: Problem["loss"] = (prediction, targets) =>
    tf.tidy(() => tf.mean(lossByTick(prediction, targets)) as tf.Scalar);
  return { ...sorting(), loss, lossByTick };
}

/** The class that stands for no symbol: the last one unless the call names another. */
export function blankOf({ blank }: LossCall, classes: number): number {
  return blank ?? classes - 1;
}
