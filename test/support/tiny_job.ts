import { factsOf } from "../../datasets/mod.ts";
import { datasetOptions, find, MODELS, PROBLEMS } from "../../src/catalog.ts";
import {
  type BackendName,
  type Budget,
  type Job,
  type KernelSet,
  runSpecSchema,
} from "../../src/spec/mod.ts";
import { adamwOptionsSchema } from "../../src/training/mod.ts";

const BACKBONE = { kind: "small-conv", layers: [{ channels: 3, size: 3, stride: 2 }] };

/** Small models, each with dropout. */
const MODEL_OPTIONS = {
  ctm: {
    ticks: 2,
    neurons: 8,
    inputWidth: 4,
    memoryLength: 3,
    nlmWidth: 2,
    outputPairs: 5,
    actionPairs: 4,
    dropout: 0.2,
  },
  lstm: { ticks: 2, width: 6, inputWidth: 4, layers: 2, dropout: 0.2 },
  cnn: { width: 6, dropout: 0.2 },
} as const;

/** What a tiny run is of; everything else is small and fixed. */
export interface TinyRun {
  readonly model: keyof typeof MODEL_OPTIONS;
  readonly problem: string;
  readonly dataset: string;
  readonly backend: BackendName;
  /** Default: composite. */
  readonly kernels?: KernelSet;
  readonly budget: Budget;
  readonly modelOptions?: { readonly [name: string]: unknown };
  readonly problemOptions?: { readonly [name: string]: unknown };
  readonly datasetOptions?: { readonly [name: string]: unknown };
  readonly optimiserOptions?: { readonly [name: string]: unknown };
  /** Default 2. */
  readonly points?: number;
  /** Replicas that share each batch of 4. Default 1. */
  readonly dataParallel?: number;
  /** Default 1. */
  readonly seed?: number;
}

/**
 * The job of a run of a second.
 *
 * @param folders `cacheDirectory` holds the data set, unless its examples are made.
 */
export async function tinyJob(
  run: TinyRun,
  folders: { readonly cacheDirectory: string; readonly runsDirectory: string },
): Promise<Job> {
  const dataset = {
    name: run.dataset,
    options: datasetOptions(run.dataset).parse(run.datasetOptions ?? {}),
  };
  const problem = find("problem", PROBLEMS, run.problem);
  const model = find("model", MODELS, run.model);
  const { sha256 } = await factsOf(dataset, folders.cacheDirectory);
  const backbone = run.problem === "classification" ? { backbone: BACKBONE } : {};
  const options = { ...MODEL_OPTIONS[run.model], ...backbone, ...run.modelOptions };
  const spec = runSpecSchema.parse({
    schema: 1,
    problem: { name: run.problem, options: problem.options.parse(run.problemOptions ?? {}) },
    dataset,
    model: { name: run.model, options: model.options.parse(options) },
    optimiser: { name: "adamw", options: adamwOptionsSchema.parse(run.optimiserOptions ?? {}) },
    schedule: { name: "warmup-cosine", options: {} },
    batchSize: 4,
    ...(run.dataParallel === undefined ? {} : { dataParallel: run.dataParallel }),
    budget: run.budget,
    evaluation: {
      batchSize: 8,
      points: run.points ?? 2,
      validationExamples: 12,
      testExamples: run.problem === "classification" ? null : 12,
    },
    backend: run.backend,
    kernels: run.kernels ?? "composite",
    seed: run.seed ?? 1,
  });
  return {
    schema: 1,
    runId: `${run.model}-${run.problem}-${spec.seed}`,
    spec,
    code: "code",
    git: null,
    driver: { lockFile: null, flags: {}, notices: [] },
    claim: null,
    dataSha256: sha256,
    ...folders,
  };
}
