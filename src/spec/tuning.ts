import { z } from "zod";
import { budgetSchema, spendSchema } from "./budget.ts";
import { canonicalJson, sha256 } from "./identity.ts";
import { BACKENDS, seedSchema } from "./run_spec.ts";
import { edgeOf, type SearchSpace, searchSpaceSchema, settingsSchema } from "./search_space.ts";
import { sweepSpecSchema } from "./sweep_spec.ts";

/** One trial of a search: settings and what a short training with them reached on validation. */
export const tuningTrialSchema = z.strictObject({
  /** From 1, in the order of the search. */
  position: z.int().positive(),
  /** `borrowed` settings were given, not drawn. */
  origin: z.enum(["sampler", "borrowed"]),
  id: z.string(),
  settings: settingsSchema,
  status: z.enum(["completed", "diverged", "missing"]),
  /** Why, for a trial that diverged or is missing; empty otherwise. */
  detail: z.string(),
  /** Of the last validation, 0 to 1; guessing for a diverged trial, `null` for a missing one. */
  accuracy: z.number().nullable(),
  /** `null` where there is none. */
  loss: z.number().nullable(),
  spend: spendSchema.nullable(),
});

/** See {@link tuningTrialSchema}. */
export type TuningTrial = z.infer<typeof tuningTrialSchema>;

/** The search of one model. */
export const modelTuningSchema = z.strictObject({
  model: z.string().min(1),
  space: searchSpaceSchema,
  sampler: z.string().min(1),
  /** Seed of the sampler and of the training of every trial. */
  seed: seedSchema,
  /** Of each trial. */
  budget: budgetSchema,
  trials: z.array(tuningTrialSchema).min(1),
});

/** See {@link modelTuningSchema}. */
export type ModelTuning = z.infer<typeof modelTuningSchema>;

/** A search for the settings of all models of a study: the content of `tuning.json`. */
export const tuningSchema = z.strictObject({
  schema: z.literal(1),
  /** The study before tuning. */
  sweep: sweepSpecSchema,
  backend: z.enum(BACKENDS),
  data: z.string(),
  code: z.string(),
  /** Where borrowed settings come from; `null` without any. */
  borrowed: z.string().nullable(),
  models: z.array(modelTuningSchema).min(1),
  /** Position of each model's best trial. */
  best: z.record(z.string(), z.int().positive()),
  /** Of everything else here. */
  sha256: z.string(),
});

/** See {@link tuningSchema}. */
export type Tuning = z.infer<typeof tuningSchema>;

/**
 * The best of the first `count` trials: the highest validation accuracy, then the lowest validation
 * loss, then the earliest. `null` where none has a result.
 */
export function bestTrial(
  trials: readonly TuningTrial[],
  count = trials.length,
): TuningTrial | null {
  const loss = (trial: TuningTrial) => trial.loss ?? Infinity;
  return trials
    .filter(({ position, accuracy }) => position <= count && accuracy !== null)
    .reduce<TuningTrial | null>((best, next) => {
      if (best === null || next.accuracy! > best.accuracy!) return next;
      return next.accuracy === best.accuracy && loss(next) < loss(best) ? next : best;
    }, null);
}

/** A setting of a best trial that lies on the edge of its range. */
export interface EdgeHit {
  readonly setting: string;
  readonly edge: "low" | "high";
  readonly value: number;
  /** The end of the range. */
  readonly limit: number;
}

/** The settings of `trial` that lie on the edge of their range. */
export function edgeHits(space: SearchSpace, { settings }: TuningTrial): EdgeHit[] {
  return space.dimensions.flatMap((dimension) => {
    const value = settings[dimension.setting];
    const edge = value === undefined ? null : edgeOf(dimension, value);
    if (edge === null) return [];
    return [{ setting: dimension.setting, edge, value: value!, limit: dimension[edge] }];
  });
}

/** The SHA-256 that a search's record carries: over everything in it but itself. */
export function tuningHash(
  { sha256: _, ...content }: { readonly sha256: string; readonly [field: string]: unknown },
): string {
  return sha256(canonicalJson(content));
}

/** The trials after which a verdict is repeated: a quarter and half of `count`, below it, rising. */
export function partialCounts(count: number): number[] {
  const parts = [Math.round(count / 4), Math.round(count / 2)];
  return [...new Set(parts)].filter((part) => part >= 1 && part < count);
}
