import type { Prediction, Problem } from "../contract/mod.ts";
import { curriculumReach } from "../problems/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Comparison } from "./comparison.ts";
import type { LossCall } from "./fixture_case.ts";
import { lookaheadOf, outputsOf, readsLast } from "./problem_of_loss.ts";

/** A loss with what it was computed from. */
export interface ComputedLoss {
  readonly problem: Problem;
  readonly call: LossCall;
  readonly prediction: Prediction;
  readonly targets: tf.Tensor2D;
}

/**
 * Compares a loss with everything behind it: its value, the loss of every tick, the two ticks that
 * it trains, and how far the curriculum of a maze reaches.
 *
 * @param prefix Of the names in the case, such as `loss`.
 */
export async function compareLoss(
  comparison: Comparison,
  prefix: string,
  { problem, call, prediction, targets }: ComputedLoss,
): Promise<void> {
  const value = problem.loss(prediction, targets);
  const byTick = problem.lossByTick(prediction, targets);
  const best = tf.argMin(byTick, 1);
  const read = problem.readoutTick(prediction);
  await comparison.compareStored(`${prefix}/value`, value);
  await comparison.compareStored(`${prefix}/per_tick`, byTick);
  await comparison.compareStored(`${prefix}/index1`, best);
  await comparison.compareStored(`${prefix}/index2`, await reportedTicks(read, byTick, call));
  if (call.name === "maze_loss") {
    const reach = tf.tidy(() =>
      curriculumReach(outputsOf(call, prediction.logits), targets, { lookahead: lookaheadOf(call) })
    );
    await comparison.compareStored(`${prefix}/upto_where`, reach);
    reach.dispose();
  }
  tf.dispose([value, byTick, best, read]);
}

/** The ticks that answer as the authors report them: the last one as -1. */
export async function reportedTicks(
  read: tf.Tensor1D,
  byTick: tf.Tensor2D,
  call: LossCall,
): Promise<number[]> {
  const last = byTick.shape[1] - 1;
  return Array.from(await read.data(), (tick) => readsLast(call) && tick === last ? -1 : tick);
}
