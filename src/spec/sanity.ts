import { z } from "zod";

/** What a model reached before, in runs of the same size, data and budget. */
export const convergenceReferenceSchema = z.strictObject({
  model: z.string(),
  /** Where the runs are recorded. */
  source: z.string(),
  parameters: z.number(),
  flopsPerExample: z.number(),
  /** Optimiser steps of each run. */
  steps: z.number(),
  /** Validation accuracy of each run; guessing for a diverged one. */
  validation: z.array(z.number().min(0).max(1)).min(1),
});

/** See {@link convergenceReferenceSchema}. */
export type ConvergenceReference = z.infer<typeof convergenceReferenceSchema>;

/** What the models of a study are held against to see whether they learned: `sanity.json`. */
export const sanitySchema = z.strictObject({
  schema: z.literal(1),
  /** Recorded runs of the same problem and data. */
  references: z.array(convergenceReferenceSchema),
  /** A classifier without training; `null` where the problem has none. */
  floor: z.strictObject({
    /** In words. */
    name: z.string(),
    accuracy: z.number().min(0).max(1),
  }).nullable(),
});

/** See {@link sanitySchema}. */
export type Sanity = z.infer<typeof sanitySchema>;
