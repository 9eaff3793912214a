import type { Model, Problem, TrainingBatches } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Optimiser } from "./adamw.ts";
import type { TrainingCourse } from "./course.ts";

/** What learns from what. */
export interface Trainee {
  readonly model: Model;
  readonly problem: Problem;
  readonly optimiser: Optimiser;
  readonly batches: TrainingBatches;
}

/** Makes one step, whose loss is pending afterwards. */
export async function makeStep(
  { model, problem, optimiser, batches }: Trainee,
  course: TrainingCourse,
  learningRate: number,
): Promise<void> {
  const { input, targets } = batches.next();
  const { value, grads } = tf.variableGrads(
    () => problem.loss(model.forward(input, { mode: "train", step: course.steps }), targets),
    [...model.parameters.values()],
  );
  course.norm?.dispose();
  course.norm = await optimiser.step(grads, learningRate);
  course.losses.push(value);
  course.learningRate = learningRate;
  tf.dispose([input, targets, grads]);
  course.steps++;
}
