import { z } from "zod";
import { budgetSchema, secondaryBudgetSchema } from "./budget.ts";
import { KERNEL_SETS } from "./kernels.ts";
import { BACKENDS, choiceSchema, runSpecSchema, seedSchema } from "./run_spec.ts";

/** What can be swept: CTM options; `sync` sets both kinds of pairs at once. */
export const AXES = [
  "ticks",
  "sync",
  "outputPairs",
  "actionPairs",
  "memoryLength",
  "neurons",
] as const;

/** One of {@link AXES}. */
export type AxisName = (typeof AXES)[number];

/** How the baselines' widths are chosen. */
export const MATCHES = ["params", "flops", "none"] as const;

/** One of {@link MATCHES}. */
export type MatchKind = (typeof MATCHES)[number];

/** Per-model deviations from the shared recipe; printed by the plan and the report. */
export const recipeDifferenceSchema = z.strictObject({
  optimiser: choiceSchema.optional(),
  schedule: choiceSchema.optional(),
  /** The tick that answers and that the loss trains, in words. */
  readout: z.string().min(1).optional(),
  /** Why this model is treated differently. */
  reason: z.string().min(1),
});

/** The pre-registered claim that a study is part of. */
export const claimReferenceSchema = z.strictObject({
  name: z.string().min(1),
  /** SHA-256 of the claim. */
  sha256: z.string(),
  /** Primary comparisons in all studies of the claim: they share `alpha`. */
  comparisons: z.int().positive(),
});

/** The search that the settings of all models come from. */
export const tuningReferenceSchema = z.strictObject({
  /** SHA-256 of the search's result. */
  sha256: z.string(),
  /** Trials of each model. */
  trials: z.int().positive(),
  sampler: z.string().min(1),
  /** Seed of the sampler and of the training of every trial. */
  seed: seedSchema,
  /** Budget of each trial. */
  budget: budgetSchema,
  /** Name of each model's search space. */
  spaces: z.record(z.string(), z.string()),
});

/** One benchmark study: models, sweep axes, shared recipe, seeds. The resolved form of a command line. */
export const sweepSpecSchema = z.strictObject({
  schema: z.literal(1),
  /** Names the folder below `results/`. */
  name: z.string().regex(/^[\w.-]+$/),
  /** The preset that the defaults came from. */
  preset: z.string(),
  problem: choiceSchema,
  dataset: choiceSchema,
  /** Models in order; options complete, the CTM's being those of the reference cell. */
  models: z.array(choiceSchema).min(1),
  /** Swept CTM options; the grid is their product. Empty: only the reference cell. */
  axes: z.array(z.strictObject({ axis: z.enum(AXES), values: z.array(z.int().positive()).min(1) })),
  match: z.enum(MATCHES),
  optimiser: choiceSchema,
  schedule: choiceSchema,
  /** By model name. */
  recipeDifferences: z.record(z.string(), recipeDifferenceSchema),
  batchSize: z.int().positive(),
  /** How many replicas of a model share each batch; left out where there is one. */
  dataParallel: runSpecSchema.shape.dataParallel,
  budget: budgetSchema,
  evaluation: runSpecSchema.shape.evaluation,
  backend: z.enum(["auto", ...BACKENDS]),
  /** `auto` takes the backend's default. Absent in studies of earlier versions: `composite`. */
  kernels: z.enum(["auto", ...KERNEL_SETS]).optional(),
  seeds: z.array(seedSchema).min(1),
  /** How many of the seeds, from the first on, the exploratory cells of the sweep get. */
  sweepSeeds: z.int().positive(),
  /** Two-sided level of the verdict. */
  alpha: z.number().gt(0).lt(0.5),
  /** Equivalence margin in accuracy (0.01 = 1 percentage point), or `auto` for the protocol's rule. */
  margin: z.union([z.literal("auto"), z.number().gt(0).lt(1)]),
  /** Budgets under which the compared trials are run and judged as well. */
  secondaryBudgets: z.array(secondaryBudgetSchema).default([]),
  /** Numbers of seeds at which a verdict may be given, rising; `null`: at all of them only. */
  looks: z.array(z.int().positive()).min(1).nullable().default(null),
  /** What the verdict is about: new seeds and new examples, or new seeds and these very examples. */
  scope: z.enum(["population", "benchmark"]).default("population"),
  /** The claim that the study is part of. */
  claim: claimReferenceSchema.nullable().default(null),
  /** The search that the models' settings come from. */
  tuning: tuningReferenceSchema.nullable().default(null),
});

/** See {@link sweepSpecSchema}. */
export type SweepSpec = z.infer<typeof sweepSpecSchema>;

/** How a problem treats models differently: by model name, the tick that is read, in words, and why. */
export interface ProblemDifferences {
  readonly [model: string]: { readonly readout: string; readonly reason: string };
}

/** What a study is about in a word: its data set, or its problem where one data set serves several. */
export function subjectOf({ problem, dataset }: Pick<SweepSpec, "problem" | "dataset">): string {
  return problem.name === "classification" ? dataset.name : problem.name;
}

/** The swept CTM options of one trial; for a baseline only those that it has, else `null`. */
export interface Cell {
  readonly ticks: number;
  readonly outputPairs: number | null;
  readonly actionPairs: number | null;
  readonly memoryLength: number | null;
  readonly neurons: number | null;
}

/**
 * `reference`: the CTM cell, fixed before the first run, that the verdict is about; `sweep`: another
 * cell, exploratory; `baseline`: a model that the reference is compared with.
 */
export type TrialRole = "reference" | "sweep" | "baseline";
