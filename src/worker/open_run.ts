import { type OpenDataset, openDataset, type Split, splitValidation } from "../../datasets/mod.ts";
import { type Backend, openBackend } from "../backend/mod.ts";
import { datasetOptionsSchema, find, MODELS, PROBLEMS, shapeOf } from "../catalog.ts";
import type { Model, ModelSize, Problem } from "../contract/mod.ts";
import { evaluationBatches, trainingBatches } from "../problems/mod.ts";
import { randomFromSeed } from "../random/mod.ts";
import { BenchError, EXIT, type Job } from "../spec/mod.ts";
import {
  adamwOptionsSchema,
  createAdamw,
  createSchedule,
  type EvaluationBatches,
  type Optimiser,
  plannedSteps,
  type SchedulePosition,
  type TrainingBatches,
} from "../training/mod.ts";

/** A run with everything open that its specification names. */
export interface OpenRun {
  readonly backend: Backend;
  readonly dataset: OpenDataset;
  readonly model: Model;
  readonly problem: Problem;
  readonly size: ModelSize;
  readonly optimiser: Optimiser;
  readonly learningRate: (position: SchedulePosition) => number;
  /** `null` for a budget in seconds. */
  readonly totalSteps: number | null;
  readonly training: TrainingBatches;
  readonly validation: EvaluationBatches;
  /** Reads the test split; once. */
  readTest(): Promise<{ readonly split: Split; readonly batches: EvaluationBatches }>;
  dispose(): void;
}

/**
 * Opens backend, data, problem, model and optimiser of a job. Split, order and augmentation come
 * from streams that all models of a seed share; initial values and neuron pairs from the model's own.
 *
 * @throws {BenchError} If something named does not exist, does not fit, or the data changed.
 */
export async function openRun(job: Job): Promise<OpenRun> {
  const { spec } = job;
  const backend = await openBackend(spec.backend);
  const dataset = await openDataset(spec.dataset.name, job.cacheDirectory);
  const facts = dataset.info;
  if (facts.sha256 !== job.dataSha256) {
    throw new BenchError(
      `The data set ${facts.name} has changed since the study was planned; start a new one with another --out`,
      EXIT.internal,
    );
  }
  const shape = shapeOf(spec.problem.name, facts);
  const random = randomFromSeed(spec.seed);
  const entry = find("model", MODELS, spec.model.name);
  const options = entry.options.parse(spec.model.options);
  const model = (await entry.load())(options, { shape, random: random.split(entry.name) });
  const problem = (await find("problem", PROBLEMS, spec.problem.name).load())(spec.problem.options);
  const size = entry.size(options, shape);
  const { learningRate: base, ...adamw } = adamwOptionsSchema.parse(spec.optimiser.options);
  const optimiser = createAdamw([...model.parameters.values()], adamw);
  const totalSteps = plannedSteps(spec.budget, {
    batchSize: spec.batchSize,
    flopsPerExample: size.flopsPerExample,
  });
  const { train, validation } = splitValidation(
    dataset.train.examples,
    spec.evaluation.validationExamples,
    random.split("split").permutation(dataset.train.examples),
  );
  const { augmentation } = datasetOptionsSchema.parse(spec.dataset.options);
  const evaluationOptions = { facts, batchSize: spec.evaluation.batchSize };
  return {
    backend,
    dataset,
    model,
    problem,
    size,
    optimiser,
    learningRate: createSchedule(spec.schedule, { base, totalSteps }),
    totalSteps,
    training: trainingBatches({
      split: dataset.train,
      indices: train,
      facts,
      batchSize: spec.batchSize,
      augmentation,
      random,
    }),
    validation: evaluationBatches(dataset.train, validation, evaluationOptions),
    readTest: async () => {
      const split = await dataset.readTest();
      const all = Uint32Array.from({ length: split.examples }, (_, i) => i);
      return { split, batches: evaluationBatches(split, all, evaluationOptions) };
    },
    dispose: () => {
      model.dispose();
      optimiser.dispose();
    },
  };
}
