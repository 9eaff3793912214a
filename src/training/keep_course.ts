import * as tf from "../tensor/tf.ts";
import type { TrainingCourse } from "./course.ts";
import type { LeadingReplicas } from "./lead_replicas.ts";
import { makeStep, type Trainee } from "./make_step.ts";
import { pendingLosses } from "./pending_losses.ts";
import {
  arrayOf,
  optimiserMemory,
  restoreVariables,
  storedArrays,
  type TrainingState,
  vector,
} from "./training_state.ts";

/** Reads where a training stands, after at least one step. Changes nothing but the clock. */
export async function captureState(
  { model, optimiser, batches }: Trainee,
  { steps, points, learningRate, norm, losses, trail, clocks }: TrainingCourse,
): Promise<TrainingState> {
  // On a device that is still at work this waits for its steps, which are on the clock.
  const pending = await clocks.training.charge(losses.peek);
  const memory = await optimiser.memory();
  const arrays = await storedArrays(model, memory);
  arrays.set("pending", vector(pending));
  arrays.set("gradientNorm", vector(Float32Array.of((await norm!.data())[0]!)));
  const numbers = {
    steps,
    points,
    learningRate,
    loss: losses.numbers(),
    seconds: {
      training: clocks.training.seconds(),
      warmup: clocks.warmup.seconds(),
      evaluation: clocks.evaluation.seconds(),
      exchange: clocks.exchange.seconds(),
    },
    batches: batches.position(),
    optimiser: {
      groups: memory.groups.map(({ variables, steps }) => ({ variables, steps })),
      clips: memory.clips.map(({ variable, steps }) => ({ variable, steps })),
    },
    trail: trail.memory(),
  };
  return { numbers, arrays };
}

/**
 * Brings a training that has begun nothing yet, with all its replicas, to where another one stood.
 *
 * @param course Begun with the numbers of `state`.
 * @throws {RangeError} If the state is of another model.
 */
export async function restoreState(
  trainee: Trainee & { readonly replicas?: LeadingReplicas },
  course: TrainingCourse,
  state: TrainingState,
): Promise<void> {
  // A new process compiles in its first step. So that the clock neither pays for that nor gives a
  // step away, that step is one whose effects are undone.
  await course.clocks.warmup.charge(async () => {
    await makeStep(trainee, course, 0);
    await course.losses.read();
  });
  await trainee.replicas?.restore(state);
  goTo(trainee, course, state);
}

/**
 * Replaces everything that has changed while a model trained.
 *
 * @throws {RangeError} If the state is of another model.
 */
export function goTo(
  { model, optimiser, batches }: Trainee,
  course: TrainingCourse,
  state: TrainingState,
): void {
  const { numbers, arrays } = state;
  course.steps = numbers.steps;
  course.learningRate = numbers.learningRate;
  course.losses = pendingLosses({ numbers: numbers.loss, pending: arrayOf(arrays, "pending") });
  course.norm?.dispose();
  course.norm = tf.scalar(arrayOf(arrays, "gradientNorm")[0]!);
  restoreVariables(model, state);
  optimiser.recall(optimiserMemory(state));
  batches.moveTo(numbers.batches);
}
