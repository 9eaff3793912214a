import type { ProblemShape } from "../contract/mod.ts";
import { randomFromSeed } from "../random/mod.ts";
import type { ModelName, PerfCase, PerfModel } from "./perf_case.ts";

/** What an engine makes steps of: one model of a case. Travels to child processes as JSON. */
export interface StepWork {
  readonly model: ModelName;
  /** Complete. */
  readonly options: unknown;
  readonly shape: ProblemShape;
  readonly batchSize: number;
}

/** Initial values, neuron pairs and inputs are drawn from this seed, for every engine the same. */
export const SEED = 1;

/** The optimiser of every step: AdamW without decay is Adam, which every engine has. */
export const ADAMW = {
  learningRate: 1e-4,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
} as const;

/** The work of one model of a case. */
export function stepWork({ batchSize, shape }: PerfCase, { name, options }: PerfModel): StepWork {
  return { model: name, options, shape, batchSize };
}

/** The one batch that all steps are made on. */
export interface DrawnBatch {
  /** `[batch, height, width, channels]`, standard normal. */
  readonly input: Float32Array;
  /** `[batch]`, classes. */
  readonly targets: Int32Array;
}

/** Draws the batch of some work. */
export function drawBatch({ shape, batchSize }: StepWork): DrawnBatch {
  const random = randomFromSeed(SEED).split("perf");
  const inputs = random.split("input");
  const targets = random.split("targets");
  const size = batchSize * shape.height * shape.width * shape.channels;
  return {
    input: Float32Array.from({ length: size }, () => inputs.normal()),
    targets: Int32Array.from({ length: batchSize }, () => targets.integer(shape.classes)),
  };
}
