import { z } from "zod";
import { SCALED } from "./scaled_cases.ts";
import { ENGINES } from "./engines.ts";
import { machineSchema, perfMemorySchema, pytorchSchema, sectionsSchema } from "./requests.ts";

/** Steps that an engine made in one turn, timed one by one. */
const roundSchema = z.strictObject({
  cpuMilliseconds: z.array(z.number().nonnegative()).min(1),
  wallMilliseconds: z.array(z.number().nonnegative()).min(1),
});

/** What came of one engine. */
export const engineResultSchema = z.discriminatedUnion("status", [
  z.strictObject({
    engine: z.enum(ENGINES),
    status: z.literal("measured"),
    /** What computed, and which build of it. */
    kernels: z.string(),
    /** Of the first steps; every engine has the same ones but for rounding. */
    losses: z.array(z.number().nullable()),
    /** A turn each. */
    rounds: z.array(roundSchema).min(1),
    /** After the last turn. */
    memory: perfMemorySchema,
    /** Of a step on average, by steps that are not in `rounds`; `null` without kernels of ours. */
    sections: sectionsSchema.nullable(),
  }),
  /** It has no such model, or this machine does not have it. */
  z.strictObject({
    engine: z.enum(ENGINES),
    status: z.literal("left out"),
    reason: z.string(),
  }),
  z.strictObject({
    engine: z.enum(ENGINES),
    status: z.literal("failed"),
    reason: z.string(),
  }),
]);

/** See {@link engineResultSchema}. */
export type EngineResult = z.infer<typeof engineResultSchema>;

/** An engine that was measured. */
export type MeasuredEngine = Extract<EngineResult, { status: "measured" }>;

/** Every engine on one model of a case. */
export const workResultSchema = z.strictObject({
  perfCase: z.string(),
  model: z.enum(["ctm", "lstm", "cnn"]),
  batchSize: z.int().positive(),
  parameters: z.int().positive(),
  /** Forward FLOPs of one example, 2 per multiply-add. */
  flopsPerExample: z.number().positive(),
  engines: z.array(engineResultSchema),
});

/** See {@link workResultSchema}. */
export type WorkResult = z.infer<typeof workResultSchema>;

/** A goal and what was measured. */
const goalResultSchema = z.strictObject({
  perfCase: z.string(),
  model: z.enum(["ctm", "lstm", "cnn"]),
  against: z.enum(ENGINES),
  quantity: z.enum(["time", "memory"]),
  atLeast: z.number().positive(),
  ratio: z.number().nonnegative(),
  met: z.boolean(),
});

/** See {@link goalResultSchema}. */
export type GoalResult = z.infer<typeof goalResultSchema>;

/** Everything that `perf` measured, with every sample. */
export const perfRecordSchema = z.strictObject({
  schema: z.literal(1),
  /** UTC. */
  started: z.iso.datetime(),
  /** SHA-256 of the code of the worker side, and its commit, `null` without git. */
  code: z.string(),
  commit: z.string().nullable(),
  /** Whether the code differs from the commit, `null` without git. */
  dirty: z.boolean().nullable(),
  machine: machineSchema,
  /** `null` where none was used. */
  pytorch: pytorchSchema.nullable(),
  rounds: z.int().positive(),
  /** Steps of a turn; `null` where each engine's follow from its speed. */
  steps: z.int().positive().nullable(),
  notices: z.array(z.string()),
  results: z.array(workResultSchema),
  /** Those whose engines were both measured. */
  goals: z.array(goalResultSchema),
  /** The CTM of `small` with one quantity changed; empty without `--scaling`. */
  scaling: z.array(z.strictObject({
    quantity: z.enum(SCALED),
    value: z.int().positive(),
    result: workResultSchema,
  })),
  /** The main numbers by name, for following them over time; see {@link perfMetrics}. */
  metrics: z.record(z.string(), z.number()),
});

/** See {@link perfRecordSchema}. */
export type PerfRecord = z.infer<typeof perfRecordSchema>;
