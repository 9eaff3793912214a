import type { Model, Problem, TrainingBatches } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Optimiser } from "./adamw.ts";
import type { TrainingCourse } from "./course.ts";
import type { Replicas } from "./replicas.ts";

/** What learns from what. */
export interface Trainee {
  readonly model: Model;
  readonly problem: Problem;
  readonly optimiser: Optimiser;
  readonly batches: TrainingBatches;
  /** Those that share each batch, of which `batches` then has a part. Default: there is only one. */
  readonly replicas?: Replicas;
}

/** Makes one step, whose loss is pending afterwards. */
export async function makeStep(
  { model, problem, optimiser, batches, replicas }: Trainee,
  course: TrainingCourse,
  learningRate: number,
): Promise<void> {
  if (replicas !== undefined) {
    await course.clocks.exchange.charge(() => replicas.begin(learningRate));
  }
  const { input, targets } = batches.next();
  const own = tf.variableGrads(
    () => problem.loss(model.forward(input, { mode: "train", step: course.steps }), targets),
    [...model.parameters.values()],
  );
  const { value, grads } = replicas === undefined
    ? own
    : await course.clocks.exchange.charge(() => replicas.average(own));
  course.norm?.dispose();
  course.norm = await optimiser.step(grads, learningRate);
  course.losses.push(value);
  course.learningRate = learningRate;
  tf.dispose([input, targets, grads]);
  course.steps++;
}
