import * as tf from "../tensor/tf.ts";
import { adamwOptionsSchema, createAdamw, type Optimiser } from "../training/mod.ts";
import type { OptimizerCall } from "./fixture_case.ts";
import type { OpenedModel } from "./opened_model.ts";
import { problemOfLoss } from "./problem_of_loss.ts";

/** What one forward and backward pass gave; the caller disposes all of it. */
export interface PassResult {
  readonly loss: tf.Scalar;
  /** By variable name; a variable that the loss does not depend on has none. */
  readonly gradients: tf.NamedTensorMap;
  /** The tick of least loss of each example. */
  readonly best: tf.Tensor1D;
  /** The tick that answers. */
  readonly read: tf.Tensor1D;
  /** Loss of each example at each tick. */
  readonly byTick: tf.Tensor2D;
}

/** Computes the loss of a case and its gradients in one forward pass. */
export function lossAndGradients({ model, input, targets, mode, loss }: OpenedModel): PassResult {
  let chosen: Pick<PassResult, "best" | "read" | "byTick"> | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const prediction = model.forward(input, { mode });
    const problem = problemOfLoss(loss, prediction.logits.shape[1]);
    const byTick = problem.lossByTick(prediction, targets);
    chosen = {
      byTick: tf.keep(byTick),
      best: tf.keep(tf.argMin(byTick, 1)),
      read: tf.keep(problem.readoutTick(prediction)),
    };
    return problem.loss(prediction, targets);
  }, [...model.parameters.values()]);
  return { loss: value, gradients: grads, ...chosen! };
}

/** AdamW over all parameters of a case, as it was called. */
export function adamwOf({ model }: OpenedModel, call: OptimizerCall): Optimiser {
  const options = adamwOptionsSchema.parse({
    beta1: call.betas[0],
    beta2: call.betas[1],
    epsilon: call.eps,
    weightDecay: call.weight_decay,
  });
  return createAdamw([...model.parameters.values()], options);
}
