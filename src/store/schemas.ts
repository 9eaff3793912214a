import { z } from "zod";
import type { Activity, CurvePoint, Environment, Outcome, Plan, TickMetrics } from "../spec/mod.ts";
import {
  BACKENDS,
  budgetSchema,
  runSpecSchema,
  spendSchema,
  sweepSpecSchema,
} from "../spec/mod.ts";

/** JSON has no NaN: a number that is not finite is written as `null` and read back as NaN. */
const numberOrNaN = z.union([z.number(), z.null().transform(() => NaN)]);

const gitSchema = z.object({
  commit: z.string(),
  dirty: z.boolean(),
  patch: z.string().nullable().default(null),
}).nullable();

/** Form of a line of `curve.jsonl`. */
export const curvePointSchema: z.ZodType<CurvePoint> = z.object({
  spend: spendSchema,
  progress: z.number(),
  trainLoss: numberOrNaN,
  validationLoss: numberOrNaN,
  validationAccuracy: z.number(),
  learningRate: numberOrNaN,
  gradientNorm: numberOrNaN,
});

const tickMetricsSchema: z.ZodType<TickMetrics> = z.object({
  tick: z.number(),
  accuracy: z.number(),
  loss: numberOrNaN,
  certainty: numberOrNaN,
});

/** Form of `outcome.json`. */
export const outcomeSchema: z.ZodType<Outcome> = z.object({
  schema: z.literal(1),
  runId: z.string(),
  status: z.enum(["completed", "diverged"]),
  detail: z.string(),
  spend: spendSchema,
  test: z.object({
    accuracy: z.number().min(0).max(1),
    // Not written by the first version, whose answers all had one position.
    solved: z.number().min(0).max(1).optional(),
    // Not written by the first version either: NaN until the reader of a run has filled it in.
    chance: z.number().min(0).max(1).default(NaN),
    loss: z.number().nullable(),
    examples: z.int().positive(),
    meanTick: z.number(),
    perTick: z.array(tickMetricsSchema),
  }).transform(({ solved, ...test }) => ({ ...test, solved: solved ?? test.accuracy })),
  validation: z.object({ accuracy: z.number(), loss: z.number().nullable() }),
  parameters: z.number(),
  flopsPerExample: z.number(),
  seconds: z.object({
    warmup: z.number(),
    training: z.number(),
    exchange: z.number().optional(),
    evaluation: z.number(),
    start: z.number().nullable().default(null),
    data: z.number().nullable().default(null),
    files: z.number().nullable().default(null),
    total: z.number(),
  }),
  parametersSha256: z.string(),
});

/** Form of `environment.json`. */
export const environmentSchema: z.ZodType<Environment> = z.object({
  schema: z.literal(1),
  started: z.string(),
  versions: z.record(z.string(), z.string()),
  code: z.string(),
  git: gitSchema,
  lockFile: z.string().nullable().default(null),
  flags: z.record(z.string(), z.array(z.string())).default({}),
  backend: z.object({
    name: z.enum(BACKENDS),
    device: z.string(),
    selfTest: z.number(),
    kernels: z.string().default("composite"),
  }),
  machine: z.object({
    os: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.number(),
    memoryGiB: z.number(),
    limits: z.object({ cores: z.number().nullable(), memoryGiB: z.number().nullable() })
      .default({ cores: null, memoryGiB: null }),
  }),
  dataSha256: z.string(),
  claim: z.string().nullable().default(null),
  notices: z.array(z.string()),
});

/** Form of `activity.json`. */
export const activitySchema: z.ZodType<Activity> = z.object({
  example: z.number(),
  label: z.number(),
  classNames: z.array(z.string()),
  image: z.object({
    height: z.number(),
    width: z.number(),
    channels: z.number(),
    pixels: z.array(z.number()),
  }),
  neurons: z.array(z.array(numberOrNaN)),
  attention: z.array(z.array(numberOrNaN)),
  grid: z.tuple([z.number(), z.number()]),
  perTick: z.array(
    z.object({ predicted: z.number(), confidence: numberOrNaN, certainty: numberOrNaN }),
  ),
});

/**
 * Form of `predictions.json`, which describes `predictions.bin`, and of their counterparts of the
 * validation split. Version 2 has no scores, version 1 has one position.
 */
export const predictionsFileSchema = z.object({
  schema: z.literal([1, 2, 3]),
  examples: z.int().positive(),
  ticks: z.int().positive(),
  classes: z.int().positive(),
  positions: z.int().positive().default(1),
  bytes: z.int().positive(),
  sha256: z.string(),
});

const optionalCount = z.number().nullable();

/** Form of `plan.json`. */
export const planSchema: z.ZodType<Plan> = z.object({
  schema: z.literal(1),
  variant: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("budget"), budget: budgetSchema }),
    z.object({ kind: z.literal("tuning"), trials: z.int().positive() }),
    z.object({ kind: z.literal("challenge"), number: z.int().positive() }),
  ]).nullable().default(null),
  sweep: sweepSpecSchema,
  backend: z.object({ name: z.enum(BACKENDS), reason: z.string() }),
  data: z.object({ sha256: z.string() }),
  code: z.string(),
  trials: z.array(z.object({
    label: z.string(),
    model: z.string(),
    role: z.enum(["reference", "sweep", "baseline"]),
    cell: z.object({
      ticks: z.number(),
      outputPairs: optionalCount,
      actionPairs: optionalCount,
      memoryLength: optionalCount,
      neurons: optionalCount,
    }),
    parameters: z.number(),
    flopsPerExample: z.number(),
    parameterRatio: z.number(),
    flopRatio: z.number(),
    matched: z.string(),
  })),
  runs: z.array(z.object({ id: z.string(), trial: z.int().min(0), spec: runSpecSchema })),
});
