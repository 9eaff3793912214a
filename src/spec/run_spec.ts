import { z } from "zod";
import { budgetSchema } from "./budget.ts";
import { KERNEL_SETS } from "./kernels.ts";

/** A plug-in by name, with its options complete (defaults filled in by its schema in the catalog). */
export const choiceSchema = z.strictObject({
  name: z.string().min(1),
  options: z.record(z.string(), z.unknown()),
});

/** See {@link choiceSchema}. */
export type Choice = z.infer<typeof choiceSchema>;

/** The tfjs backends, in the order in which `auto` prefers them. */
export const BACKENDS = ["tensorflow", "webgpu", "wasm", "cpu"] as const;

/** One of {@link BACKENDS}. */
export type BackendName = (typeof BACKENDS)[number];

/** A seed: 1 to 2^31 - 1. Never 0, which several generators read as "none". */
export const seedSchema = z.int().min(1).max(2 ** 31 - 1);

/** One training run of one model with one seed: everything that determines its result. */
export const runSpecSchema = z.strictObject({
  schema: z.literal(1),
  problem: choiceSchema,
  dataset: choiceSchema,
  model: choiceSchema,
  optimiser: choiceSchema,
  schedule: choiceSchema,
  batchSize: z.int().positive(),
  /**
   * How many replicas of the model share each batch. Left out where there is one, as in
   * specifications of earlier versions, whose hashes it must not change.
   */
  dataParallel: z.int().min(2).optional(),
  budget: budgetSchema,
  evaluation: z.strictObject({
    /** Examples per evaluation batch; does not change results beyond float rounding. */
    batchSize: z.int().positive(),
    /** Evenly spaced validations over the budget, the last one at its end. */
    points: z.int().positive(),
    /** Examples for validation: set aside from the training split, or made. */
    validationExamples: z.int().positive(),
    /** Examples to make for the test, or `null` for the test split of the data set. */
    testExamples: z.int().positive().nullable().default(null),
    /** How many test images to corrupt in every way, or `null` for no such test. */
    corruptions: z.strictObject({ examples: z.int().positive() }).nullable().default(null),
  }),
  backend: z.enum(BACKENDS),
  /** Absent in specifications of earlier versions, whose hashes it must not change: `composite`. */
  kernels: z.enum(KERNEL_SETS).optional(),
  seed: seedSchema,
});

/** See {@link runSpecSchema}. */
export type RunSpec = z.infer<typeof runSpecSchema>;
