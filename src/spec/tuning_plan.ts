import { z } from "zod";
import { budgetSchema } from "./budget.ts";
import { BACKENDS, runSpecSchema, seedSchema } from "./run_spec.ts";
import { searchSpaceSchema, settingsSchema } from "./search_space.ts";
import { sweepSpecSchema } from "./sweep_spec.ts";

/** A trial before it is carried out. */
export const plannedTrialSchema = z.strictObject({
  /** From 1. */
  position: z.int().positive(),
  /** `borrowed` settings were given, not drawn. */
  origin: z.enum(["sampler", "borrowed"]),
  id: z.string(),
  settings: settingsSchema,
  spec: runSpecSchema,
});

/** See {@link plannedTrialSchema}. */
export type PlannedTrial = z.infer<typeof plannedTrialSchema>;

/** A search before it is carried out: the content of `tuning/plan.json`. */
export const tuningPlanSchema = z.strictObject({
  schema: z.literal(1),
  /** The study that is tuned for. */
  sweep: sweepSpecSchema,
  backend: z.enum(BACKENDS),
  data: z.string(),
  code: z.string(),
  sampler: z.string(),
  /** Of the sampler and of the training of every trial. */
  seed: seedSchema,
  /** Of each trial. */
  budget: budgetSchema,
  /** Where borrowed settings come from; `null` without any. */
  borrowed: z.string().nullable(),
  models: z.array(z.strictObject({
    model: z.string(),
    space: searchSpaceSchema,
    trials: z.array(plannedTrialSchema),
  })),
});

/** See {@link tuningPlanSchema}. */
export type TuningPlan = z.infer<typeof tuningPlanSchema>;
