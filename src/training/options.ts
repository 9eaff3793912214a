import { z } from "zod";

/** AdamW with the defaults of the authors' scripts; `clipNorm` null turns clipping off. */
export const adamwOptionsSchema = z.strictObject({
  learningRate: z.number().positive().default(1e-3),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
  /** Applies to every parameter, biases and norms included, as in the authors' scripts. */
  weightDecay: z.number().min(0).default(0),
  /** Largest global gradient norm. */
  clipNorm: z.number().positive().nullable().default(null),
});

/** See {@link adamwOptionsSchema}. */
export type AdamwOptions = z.infer<typeof adamwOptionsSchema>;

/** When the learning rate starts to fall. */
const warmupSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("steps"), steps: z.int().nonnegative() }),
  /** A share of the budget: the same for models that take a different number of steps. */
  z.strictObject({ kind: z.literal("fraction"), fraction: z.number().min(0).lt(1) }),
]);

/** Learning-rate schedules, by name. */
export const scheduleOptionsSchemas = {
  /** Linear warm-up, then a half cosine down to 1e-7 at the end of the budget. */
  "warmup-cosine": z.strictObject({
    warmup: warmupSchema.prefault({ kind: "fraction", fraction: 0.05 }),
  }),
  /** Linear warm-up, then times `gamma` at each milestone, in steps. */
  "warmup-multistep": z.strictObject({
    warmup: warmupSchema.prefault({ kind: "fraction", fraction: 0.05 }),
    milestones: z.array(z.int().positive()).default([]),
    gamma: z.number().positive().default(0.1),
  }),
  /** Linear warm-up, then constant. */
  "warmup-constant": z.strictObject({
    warmup: warmupSchema.prefault({ kind: "fraction", fraction: 0.05 }),
  }),
} as const;

/** The name of a schedule. */
export type ScheduleName = keyof typeof scheduleOptionsSchemas;
