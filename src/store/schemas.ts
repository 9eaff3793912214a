import { z } from "zod";
import type {
  Activity,
  CurvePoint,
  Environment,
  Outcome,
  Plan,
  Spend,
  TickMetrics,
} from "../spec/mod.ts";
import { BACKENDS, budgetSchema, runSpecSchema, sweepSpecSchema } from "../spec/mod.ts";

/** JSON has no NaN: a number that is not finite is written as `null` and read back as NaN. */
const numberOrNaN = z.union([z.number(), z.null().transform(() => NaN)]);

const spendSchema: z.ZodType<Spend> = z.object({
  steps: z.number(),
  examples: z.number(),
  seconds: z.number(),
  flops: z.number(),
  joules: z.number().nullable(),
});

const gitSchema = z.object({ commit: z.string(), dirty: z.boolean() }).nullable();

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
    solved: z.number().min(0).max(1),
    chance: z.number().min(0).max(1),
    loss: z.number().nullable(),
    examples: z.int().positive(),
    meanTick: z.number(),
    perTick: z.array(tickMetricsSchema),
  }),
  validation: z.object({ accuracy: z.number(), loss: z.number().nullable() }),
  parameters: z.number(),
  flopsPerExample: z.number(),
  seconds: z.object({
    warmup: z.number(),
    training: z.number(),
    evaluation: z.number(),
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
  backend: z.object({ name: z.enum(BACKENDS), device: z.string(), selfTest: z.number() }),
  machine: z.object({
    os: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.number(),
    memoryGiB: z.number(),
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

/** Form of `predictions.json`, which describes `predictions.bin`. */
export const predictionsFileSchema = z.object({
  schema: z.literal(2),
  examples: z.int().positive(),
  ticks: z.int().positive(),
  classes: z.int().positive(),
  positions: z.int().positive(),
  bytes: z.int().positive(),
  sha256: z.string(),
});

const optionalCount = z.number().nullable();

/** Form of `plan.json`. */
export const planSchema: z.ZodType<Plan> = z.object({
  schema: z.literal(1),
  sweep: sweepSpecSchema,
  backend: z.object({ name: z.enum(BACKENDS), reason: z.string() }),
  data: z.object({ sha256: z.string() }),
  variant: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("budget"), budget: budgetSchema }),
    z.object({ kind: z.literal("tuning"), trials: z.int().positive() }),
  ]).nullable().default(null),
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
