import type * as tf from "../tensor/tf.ts";
import type { Prediction } from "./model.ts";

/**
 * What is learned: the loss and how a prediction is read. A problem may read only some ticks of a
 * prediction (the last ones of question answering) or all of them as one answer (sorting); `reads`
 * below counts what it can read, 1 for an answer made of all ticks.
 */
export interface Problem {
  /**
   * Mean loss of a batch.
   *
   * @param targets Classes, `[batch, positions]`, int32.
   */
  loss(prediction: Prediction, targets: tf.Tensor2D): tf.Scalar;
  /** Loss of each example at each tick that can be read, `[batch, reads]`. */
  lossByTick(prediction: Prediction, targets: tf.Tensor2D): tf.Tensor2D;
  /** The tick that answers, counted from the first one that can be read, 0-based, `[batch]`. */
  readoutTick(prediction: Prediction): tf.Tensor1D;
  /** What each tick that can be read answers; outside a training step. */
  answers(prediction: Prediction): Promise<Answers>;
  /**
   * How good the probabilities of the answers are, or `null` for a problem whose answers have no
   * probability of their own (sorting, whose ticks answer together).
   *
   * @param targets Classes, `[batch, positions]`, int32.
   */
  scores(prediction: Prediction, targets: tf.Tensor2D): ProbabilityScores | null;
}

/**
 * Proper scores of each example at each tick that can be read, averaged over positions; lower is
 * better. (A type alias, because `tf.tidy` accepts only object types with an implicit index
 * signature.)
 */
export type ProbabilityScores = {
  /** Minus the natural logarithm of the probability of the right class, `[batch, reads]`. */
  readonly logLoss: tf.Tensor2D;
  /** Squared differences to the right answer's 1 and 0, summed over classes, `[batch, reads]`. */
  readonly brier: tf.Tensor2D;
};

/** The answers of a batch. */
export interface Answers {
  readonly reads: number;
  /** Answers per read: as many as targets. */
  readonly positions: number;
  /** Classes that an answer may take. */
  readonly classes: number;
  /** `[batch, reads, positions]`, row-major. */
  readonly predicted: ArrayLike<number>;
  /** Mean probability of the predicted classes, `[batch, reads]`. */
  readonly confidence: ArrayLike<number>;
  /** `[batch, reads]`. */
  readonly certainty: ArrayLike<number>;
}
