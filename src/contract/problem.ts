import type * as tf from "../tensor/tf.ts";
import type { Prediction } from "./model.ts";

/** What is learned: the loss and how a prediction is read. */
export interface Problem {
  /**
   * Mean loss of a batch.
   *
   * @param targets Classes, `[batch, positions]`.
   */
  loss(prediction: Prediction, targets: tf.Tensor2D): tf.Scalar;
  /** Loss of each example at each tick, `[batch, ticks]`. */
  lossByTick(prediction: Prediction, targets: tf.Tensor2D): tf.Tensor2D;
  /** The tick that answers, 0-based, `[batch]`. */
  readoutTick(prediction: Prediction): tf.Tensor1D;
}
