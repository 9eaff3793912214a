import { setImmediate as turnOfEventLoop } from "node:timers/promises";
import {
  type Budget,
  type CurvePoint,
  progress as partUsed,
  type Spend,
  totalSteps,
  type TrailRow,
  trainingFlops,
} from "../spec/mod.ts";
import { beginCourse } from "./course.ts";
import { hashParameters } from "./hash_parameters.ts";
import { captureState, restoreState } from "./keep_course.ts";
import type { LeadingReplicas } from "./lead_replicas.ts";
import { createLeakGuard } from "./leak_guard.ts";
import { makeStep, type Trainee } from "./make_step.ts";
import type { SchedulePosition } from "./schedule.ts";
import type { StateKeeper, TrainingState } from "./training_state.ts";

/** Steps between two reads of the loss; a read waits for the device. */
const STEPS_PER_READ = 10;

/** Everything that a training run needs. */
export interface TrainingOptions extends Trainee {
  /** See {@link Trainee.replicas}; this training leads them. */
  readonly replicas?: LeadingReplicas;
  /** Learning rate of the step about to be made. */
  readonly learningRate: (position: SchedulePosition) => number;
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
  /** Receives what a later training may be compared with, off the clock. Default: not recorded. */
  readonly onTrail?: (rows: readonly TrailRow[]) => Promise<void>;
  /** Keeps the state of the training. Default: it is kept nowhere. */
  readonly keeper?: StateKeeper;
  /** Ends the training after the step under way, once its state is kept. */
  readonly signal?: AbortSignal;
  /** The state that the training goes on from. Default: it begins. */
  readonly resume?: TrainingState | null;
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
  /** Seconds of waiting for other replicas and averaging, part of those of the steps. */
  readonly exchangeSeconds: number;
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
 * error. A training that goes on from a state ends as the one that was cut off would have.
 *
 * @throws {Error} If a step leaves tensors behind, with the number of the step.
 * @throws {BenchError} With exit code 3 if the device fails.
 * @throws The reason of `options.signal`, once the state is kept.
 */
export async function train(options: TrainingOptions): Promise<TrainingResult> {
  const { model, optimiser, batches, budget, keeper, signal, resume, now } = options;
  const course = beginCourse(now, resume?.numbers);
  const { trail, clocks } = course;
  const guardAgainstLeaks = createLeakGuard();

  const spend = (): Spend => ({
    steps: course.steps,
    examples: course.steps * batches.batchSize,
    seconds: clocks.training.seconds(),
    flops: course.steps * batches.batchSize * trainingFlops(options.flopsPerExample),
    joules: null,
  });
  const progress = () => partUsed(budget, spend());
  const pointsDue = () => Math.floor(progress() * options.points + 1e-9);

  /** Reads the losses of the steps since the last read; returns the step that diverged, if any. */
  async function read(): Promise<number | null> {
    const first = course.steps - course.losses.pending() + 1;
    const losses = await course.losses.read();
    if (losses.length === 0) return null;
    options.check();
    trail.addLosses(first, losses);
    return Number.isFinite(losses.at(-1)) ? null : first + losses.length - 1;
  }

  async function step(): Promise<number | null> {
    const charged = course.steps === 0 ? clocks.warmup : clocks.training;
    // A clock that ends the run has to wait for the device at every step.
    const readsNow = course.steps === 0 || budget.kind === "seconds" ||
      course.losses.pending() + 1 >= STEPS_PER_READ;
    const learningRate = options.learningRate({ step: course.steps, progress: progress() });
    const diverged = await charged.charge(async () => {
      await makeStep(options, course, learningRate);
      // Signals are heard only when the event loop turns.
      await turnOfEventLoop();
      return readsNow ? await read() : null;
    });
    guardAgainstLeaks(course.steps, course.losses.pending() + optimiser.tensors());
    if (diverged !== null || pointsDue() === course.points) return diverged;
    return await clocks.training.charge(read);
  }

  async function leave(): Promise<never> {
    if (course.steps > 0) await keeper?.write(await captureState(options, course));
    throw signal!.reason;
  }

  async function point(): Promise<void> {
    await options.replicas?.requireEqual(course.steps);
    let validation: { readonly accuracy: number; readonly loss: number };
    try {
      validation = await clocks.evaluation.charge(options.validate);
    } catch (error) {
      if (signal?.aborted && error === signal.reason) await leave();
      throw error;
    }
    await options.onPoint({
      spend: spend(),
      progress: progress(),
      trainLoss: course.losses.takeMean(),
      validationLoss: validation.loss,
      validationAccuracy: validation.accuracy,
      learningRate: course.learningRate,
      gradientNorm: (await course.norm!.data())[0]!,
    });
    await options.onTrail?.(trail.take());
    course.points = pointsDue();
  }

  /** What comes after a step, off the clock; the state is kept before a validation, not after it. */
  async function betweenSteps(): Promise<void> {
    const validates = pointsDue() > course.points;
    const idle = course.losses.pending() === 0;
    if (idle) {
      const position = { step: course.steps, progress: progress(), validates };
      if (options.onTrail && trail.digestIsDue(position)) {
        trail.addDigest(position, await hashParameters(model));
      }
      if (keeper?.isDue(progress() === 1)) await keeper.write(await captureState(options, course));
    }
    if (signal?.aborted) await leave();
    if (validates) await point();
    if (!idle) return;
    const trainLoss = course.losses.numbers().latest;
    options.onProgress({ progress: progress(), spend: spend(), trainLoss });
  }

  let diverged: number | null = null;
  try {
    if (resume) {
      await restoreState(options, course, resume);
      await betweenSteps();
    }
    while (progress() < 1 && diverged === null) {
      if (signal?.aborted) await leave();
      diverged = await step();
      if (diverged === null) await betweenSteps();
    }
    await options.onTrail?.(trail.take());
  } finally {
    course.losses.dispose();
    course.norm?.dispose();
  }
  return {
    status: diverged === null ? "completed" : "diverged",
    detail: diverged === null
      ? ""
      : `the loss of step ${diverged} is ${course.losses.numbers().latest}`,
    spend: spend(),
    warmupSeconds: clocks.warmup.seconds(),
    evaluationSeconds: clocks.evaluation.seconds(),
    exchangeSeconds: clocks.exchange.seconds(),
  };
}
