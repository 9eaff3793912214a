import type { Model, Problem, TrainingBatches } from "../contract/mod.ts";
import {
  type Budget,
  type CurvePoint,
  progress as partUsed,
  type Spend,
  totalSteps,
  trainingFlops,
} from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Optimiser } from "./adamw.ts";
import { createClock } from "./clock.ts";
import type { SchedulePosition } from "./schedule.ts";

/** Steps between two reads of the loss; a read waits for the device. */
const STEPS_PER_READ = 10;

/** Everything that a training run needs. */
export interface TrainingOptions {
  readonly model: Model;
  readonly problem: Problem;
  readonly optimiser: Optimiser;
  /** Learning rate of the step about to be made. */
  readonly learningRate: (position: SchedulePosition) => number;
  readonly batches: TrainingBatches;
  readonly budget: Budget;
  /** Counted forward FLOPs of one example. */
  readonly flopsPerExample: number;
  /** Evenly spaced validations over the budget. */
  readonly points: number;
  /** Validates the model as it is; off the clock. */
  readonly validate: () => Promise<{ readonly accuracy: number; readonly loss: number }>;
  readonly onPoint: (point: CurvePoint) => Promise<void>;
  /** Called after each read of the loss, off the clock. */
  readonly onProgress: (status: TrainingStatus) => void;
  /** Throws if the device has failed. */
  readonly check: () => void;
  /** Seconds of a monotonic time source. */
  readonly now: () => number;
}

/** Where training stands. */
export interface TrainingStatus {
  readonly progress: number;
  readonly spend: Spend;
  readonly trainLoss: number;
}

/** How training ended. */
export interface TrainingResult {
  readonly status: "completed" | "diverged";
  /** Why, for a diverged run; empty otherwise. */
  readonly detail: string;
  readonly spend: Spend;
  /** Seconds of the first step, which is off the clock. */
  readonly warmupSeconds: number;
  /** Seconds of all validations. */
  readonly evaluationSeconds: number;
}

/** Steps that exhaust the budget, or `null` for a budget in seconds. */
export function plannedSteps(
  budget: Budget,
  { batchSize, flopsPerExample }: { readonly batchSize: number; readonly flopsPerExample: number },
): number | null {
  return totalSteps(budget, batchSize, trainingFlops(flopsPerExample));
}

/**
 * Trains until the budget is used up or the loss is no longer finite. Divergence is a result, not an
 * error.
 *
 * @throws {Error} If a step leaves tensors behind, with the number of the step.
 * @throws {BenchError} With exit code 3 if the device fails.
 */
export async function train(options: TrainingOptions): Promise<TrainingResult> {
  const { model, problem, optimiser, batches, budget, now } = options;
  const variables = [...model.parameters.values()];
  const clock = createClock(now);
  const warmup = createClock(now);
  const evaluation = createClock(now);
  const pending: tf.Scalar[] = [];
  let norm: tf.Scalar | null = null;
  let steps = 0;
  let points = 0;
  let learningRate = 0;
  let lossSum = 0;
  let lossCount = 0;
  let latestLoss = NaN;
  let tensors = -1;

  const spend = (): Spend => ({
    steps,
    examples: steps * batches.batchSize,
    seconds: clock.seconds(),
    flops: steps * batches.batchSize * trainingFlops(options.flopsPerExample),
    joules: null,
  });
  const progress = () => partUsed(budget, spend());

  async function step(): Promise<void> {
    learningRate = options.learningRate({ step: steps, progress: progress() });
    const { input, targets } = batches.next();
    const { value, grads } = tf.variableGrads(
      () => problem.loss(model.forward(input, { mode: "train" }), targets),
      variables,
    );
    norm?.dispose();
    norm = await optimiser.step(grads, learningRate);
    pending.push(value);
    tf.dispose([input, targets, grads]);
    steps++;
  }

  /** Reads the losses of the steps since the last read; returns the step that diverged, if any. */
  async function read(): Promise<number | null> {
    if (pending.length === 0) return null;
    const stacked = tf.stack(pending);
    const losses = await stacked.data();
    const first = steps - pending.length;
    tf.dispose([stacked, ...pending.splice(0)]);
    options.check();
    for (let i = 0; i < losses.length; i++) {
      latestLoss = losses[i]!;
      if (!Number.isFinite(latestLoss)) return first + i + 1;
      lossSum += latestLoss;
      lossCount++;
    }
    return null;
  }

  function guardAgainstLeaks(): void {
    // The first step may compile and keep constants, so counting starts after it.
    const held = tf.memory().numTensors - pending.length - optimiser.tensors();
    if (tensors >= 0 && held !== tensors) {
      throw new Error(`Step ${steps} left ${held - tensors} tensors behind`);
    }
    tensors = held;
  }

  async function point(): Promise<void> {
    const { accuracy, loss } = await evaluation.charge(options.validate);
    const gradientNorm = norm === null ? NaN : (await norm.data())[0]!;
    const trainLoss = lossSum / lossCount;
    [lossSum, lossCount] = [0, 0];
    await options.onPoint({
      spend: spend(),
      progress: progress(),
      trainLoss,
      validationLoss: loss,
      validationAccuracy: accuracy,
      learningRate,
      gradientNorm,
    });
  }

  try {
    while (progress() < 1) {
      const charged = steps === 0 ? warmup : clock;
      // A clock that ends the run has to wait for the device at every step.
      const readsNow = steps === 0 || budget.kind === "seconds" ||
        pending.length + 1 >= STEPS_PER_READ;
      let diverged = await charged.charge(async () => {
        await step();
        return readsNow ? await read() : null;
      });
      guardAgainstLeaks();
      const due = Math.floor(progress() * options.points + 1e-9);
      if (diverged === null && due > points) {
        diverged = await clock.charge(read);
        if (diverged === null) await point();
        points = due;
      }
      if (diverged !== null) {
        return {
          status: "diverged",
          detail: `the loss of step ${diverged} is ${latestLoss}`,
          spend: spend(),
          warmupSeconds: warmup.seconds(),
          evaluationSeconds: evaluation.seconds(),
        };
      }
      if (pending.length === 0) {
        options.onProgress({ progress: progress(), spend: spend(), trainLoss: latestLoss });
        // Signals and messages are handled only when the event loop turns.
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    }
  } finally {
    tf.dispose([...pending, ...(norm === null ? [] : [norm])]);
  }
  return {
    status: "completed",
    detail: "",
    spend: spend(),
    warmupSeconds: warmup.seconds(),
    evaluationSeconds: evaluation.seconds(),
  };
}
