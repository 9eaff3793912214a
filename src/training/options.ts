import { z } from "zod";

/**
 * AdamW with the defaults of the authors' scripts. Gradients are clipped in one of two ways, or not
 * at all: by the norm of all of them together, or each parameter's by a quantile of its own past.
 */
export const adamwOptionsSchema = z.strictObject({
  learningRate: z.number().positive().default(1e-3),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
  /** Applies to every parameter, biases and norms included, as in the authors' scripts. */
  weightDecay: z.number().min(0).default(0),
  /** Largest global gradient norm; `null` does not clip by it. */
  clipNorm: z.number().positive().nullable().default(null),
  /**
   * The largest norm of a parameter's gradient is this quantile of its norms at earlier steps; `null`
   * does not clip by it. Waits for the device at every step.
   */
  clipQuantile: z.number().min(0).max(1).nullable().default(null),
  /** Earlier steps that the quantile is taken of. */
  clipHistory: z.int().positive().default(1000),
}).refine(({ clipNorm, clipQuantile }) => clipNorm === null || clipQuantile === null, {
  path: ["clipQuantile"],
  message: "cannot clip by quantile and by norm at once; set clipNorm or clipQuantile to null",
});

/** See {@link adamwOptionsSchema}. */
export type AdamwOptions = z.infer<typeof adamwOptionsSchema>;

/**
 * How long the learning rate rises. Zero steps, or the share 0, is no warm-up at all; a cosine
 * schedule then never trains (it would hold the first rate, near 0), so that it refuses zero steps
 * and makes at least one of any share.
 */
const warmupSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("steps"), steps: z.int().nonnegative() }),
  /** A share of the budget: the same for models that take a different number of steps. */
  z.strictObject({ kind: z.literal("fraction"), fraction: z.number().min(0).lt(1) }),
]);

/** Learning-rate schedules, by name. */
export const scheduleOptionsSchemas = {
  /**
   * Linear warm-up over W steps of N, the largest rate at the steps W - 1 and W, then a half cosine
   * down to 1e-7 at the end of the budget.
   */
  "warmup-cosine": z.strictObject({
    warmup: warmupSchema.prefault({ kind: "fraction", fraction: 0.05 }),
  }),
  /**
   * Linear warm-up, then times `gamma` from each milestone on. Milestones are 0-based steps of the
   * run, warm-up included, and need a budget with a known number of steps; those beyond its end are
   * never reached. Without warm-up each acts one step later, as in the authors' scheduler.
   */
  "warmup-multistep": z.strictObject({
    warmup: warmupSchema.prefault({ kind: "fraction", fraction: 0.05 }),
    milestones: z.array(z.int().positive()).default([]),
    gamma: z.number().positive().default(0.1),
  }),
  /** Linear warm-up, then constant; without warm-up constant from the first step. */
  "warmup-constant": z.strictObject({
    warmup: warmupSchema.prefault({ kind: "fraction", fraction: 0.05 }),
  }),
} as const;

/** The name of a schedule. */
export type ScheduleName = keyof typeof scheduleOptionsSchemas;
