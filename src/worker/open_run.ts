import { type DataFacts, factsOf } from "../../datasets/mod.ts";
import { type Backend, openBackend } from "../backend/mod.ts";
import { datasetOptions, find, MODELS, PROBLEMS } from "../catalog.ts";
import type { Model, ModelSize, Problem, ProblemData, ProblemShape } from "../contract/mod.ts";
import { randomFromSeed } from "../random/mod.ts";
import { type Job, kernelsOf, replicasOf } from "../spec/mod.ts";
import {
  adamwOptionsSchema,
  createAdamw,
  createSchedule,
  type LeadingReplicas,
  type Optimiser,
  partOfBatches,
  plannedSteps,
  type SchedulePosition,
} from "../training/mod.ts";

/** A run with everything open that its specification names. */
export interface OpenRun {
  readonly backend: Backend;
  readonly facts: DataFacts;
  /** Of each training batch, the part of this replica. */
  readonly data: ProblemData;
  /** Seconds that opening the examples took. */
  readonly dataSeconds: number;
  readonly model: Model;
  /** What the model was made from. */
  readonly description: {
    readonly name: string;
    readonly options: unknown;
    readonly shape: ProblemShape;
  };
  readonly problem: Problem;
  readonly size: ModelSize;
  readonly optimiser: Optimiser;
  readonly learningRate: (position: SchedulePosition) => number;
  /** `null` for a budget in seconds. */
  readonly totalSteps: number | null;
  /** Those that share each batch, where this is their leader. Disposing ends the others. */
  readonly replicas?: LeadingReplicas & AsyncDisposable;
  dispose(): void;
}

/**
 * Opens backend, data, problem, model and optimiser of a job. Split, order and augmentation come
 * from streams that all models of a seed share; initial values and neuron pairs from the model's own.
 *
 * @param replica Which of the replicas that share each batch is opened, 0-based; 0 leads.
 * @throws {BenchError} If something named does not exist, does not fit, or the data changed.
 */
export async function openRun(job: Job, replica = 0): Promise<OpenRun> {
  const { spec } = job;
  const backend = await openBackend(spec.backend, kernelsOf(spec));
  const dataset = {
    name: spec.dataset.name,
    options: datasetOptions(spec.dataset.name).parse(spec.dataset.options),
  };
  const facts = await factsOf(dataset, job.cacheDirectory);
  const problemEntry = find("problem", PROBLEMS, spec.problem.name);
  const problemOptions = problemEntry.options.parse(spec.problem.options);
  const module = await problemEntry.load();
  const shape = problemEntry.shape(problemOptions, facts);
  const random = randomFromSeed(spec.seed);
  const entry = find("model", MODELS, spec.model.name);
  const options = entry.options.parse(spec.model.options);
  const context = { shape, random: random.split(entry.name), replica };
  const model = (await entry.load())(options, context);
  const problem = module.create(problemOptions, { name: entry.name, ticks: model.ticks });
  const size = entry.size(options, shape);
  const { learningRate: base, ...adamw } = adamwOptionsSchema.parse(spec.optimiser.options);
  const optimiser = createAdamw([...model.parameters.values()], adamw);
  const totalSteps = plannedSteps(spec.budget, {
    batchSize: spec.batchSize,
    flopsPerExample: size.flopsPerExample,
  });
  const opening = performance.now();
  const data = await module.open({
    options: problemOptions,
    dataset,
    cacheDirectory: job.cacheDirectory,
    sha256: job.dataSha256,
    batchSize: spec.batchSize,
    evaluation: spec.evaluation,
    random,
  });
  const part = { replica, replicas: replicasOf(spec) };
  const training = part.replicas === 1 ? data.training : partOfBatches(data.training, part);
  const dataSeconds = (performance.now() - opening) / 1000;
  return {
    backend,
    facts,
    data: { ...data, training },
    dataSeconds,
    model,
    description: { name: entry.name, options, shape },
    problem,
    size,
    optimiser,
    learningRate: createSchedule(spec.schedule, { base, totalSteps }),
    totalSteps,
    dispose: () => {
      model.dispose();
      optimiser.dispose();
    },
  };
}
