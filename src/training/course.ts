import type * as tf from "../tensor/tf.ts";
import { type Clock, createClock } from "./clock.ts";
import { type PendingLosses, pendingLosses } from "./pending_losses.ts";
import { createTrail, type Trail } from "./trail.ts";
import type { TrainingNumbers } from "./training_state.ts";

/** What changes while a model trains, besides its variables. */
export interface TrainingCourse {
  /** Steps made. */
  steps: number;
  /** Validations made. */
  points: number;
  /** Of the last step. */
  learningRate: number;
  /** Gradient norm of the last step, `null` before the first. */
  norm: tf.Scalar | null;
  losses: PendingLosses;
  readonly trail: Trail;
  readonly clocks: {
    readonly training: Clock;
    /** Of steps that compile. */
    readonly warmup: Clock;
    readonly evaluation: Clock;
    /** Of working with other replicas, which the clocks of the steps count as well. */
    readonly exchange: Clock;
  };
}

/**
 * The course of a training that begins.
 *
 * @param now Seconds of a monotonic time source.
 * @param earlier Where the training that it continues stood.
 */
export function beginCourse(now: () => number, earlier?: TrainingNumbers): TrainingCourse {
  return {
    steps: earlier?.steps ?? 0,
    points: earlier?.points ?? 0,
    learningRate: earlier?.learningRate ?? 0,
    norm: null,
    losses: pendingLosses(),
    trail: createTrail(earlier?.trail),
    clocks: {
      training: createClock(now, earlier?.seconds.training),
      warmup: createClock(now, earlier?.seconds.warmup),
      evaluation: createClock(now, earlier?.seconds.evaluation),
      exchange: createClock(now, earlier?.seconds.exchange),
    },
  };
}
