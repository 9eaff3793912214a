import { z } from "zod";
import type { CnnOptions } from "../baselines/cnn/options.ts";
import { cnnOptionsSchema } from "../baselines/cnn/options.ts";
import { planCnn } from "../baselines/cnn/plan.ts";
import type { LstmOptions } from "../baselines/lstm/options.ts";
import { lstmOptionsSchema } from "../baselines/lstm/options.ts";
import { planLstm } from "../baselines/lstm/plan.ts";
import type { BuildModel, ModelSize, Problem, ProblemShape } from "./contract/mod.ts";
import type { CtmOptions } from "./ctm/options.ts";
import { ctmOptionsSchema } from "./ctm/options.ts";
import { planCtm } from "./ctm/plan.ts";
import { type AxisName, usageError } from "./spec/mod.ts";
import { adamwOptionsSchema, scheduleOptionsSchemas } from "./training/options.ts";

export { PRESETS } from "./presets.ts";

/** A model as driver and worker see it. Nothing of TensorFlow.js is loaded before `load()`. */
export interface ModelEntry {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** All options with their defaults. */
  readonly options: z.ZodType;
  /** Sweep axes that the model has an option for. */
  readonly axes: readonly AxisName[];
  /** The option that the matching solver sets, or `null` for the model matched to. */
  readonly width: {
    readonly option: string;
    readonly minimum: number;
    readonly maximum: number;
  } | null;
  /** Counts of the model with these options, from the declarations that also build it. */
  size(options: unknown, shape: ProblemShape): ModelSize;
  load(): Promise<BuildModel>;
}

/** Every model. */
export const MODELS: readonly ModelEntry[] = [
  {
    name: "ctm",
    title: "CTM",
    description: "Continuous Thought Machine",
    options: ctmOptionsSchema,
    axes: ["ticks", "sync", "outputPairs", "actionPairs", "memoryLength", "neurons"],
    width: null,
    size: (options, shape) => planCtm(options as CtmOptions, shape).size,
    load: async () => (await import("./ctm/mod.ts")).buildCtm,
  },
  {
    name: "lstm",
    title: "LSTM",
    description: "LSTM with the CTM's backbone and attention, one read a tick",
    options: lstmOptionsSchema,
    axes: ["ticks"],
    width: { option: "width", minimum: 1, maximum: 4096 },
    size: (options, shape) => planLstm(options as LstmOptions, shape).size,
    load: async () => (await import("../baselines/lstm/mod.ts")).buildLstm,
  },
  {
    name: "cnn",
    title: "CNN",
    description: "convolutional net on the same backbone, without ticks",
    options: cnnOptionsSchema,
    axes: [],
    width: { option: "width", minimum: 1, maximum: 65536 },
    size: (options, shape) => planCnn(options as CnnOptions, shape).size,
    load: async () => (await import("../baselines/cnn/mod.ts")).buildCnn,
  },
];

/** A problem: what is learned from a data set. */
export interface ProblemEntry {
  readonly name: string;
  readonly description: string;
  readonly options: z.ZodType;
  load(): Promise<(options: unknown) => Problem>;
}

/** Every problem. */
export const PROBLEMS: readonly ProblemEntry[] = [
  {
    name: "classification",
    description: "one class per image; two-tick cross-entropy, read at the most certain tick",
    options: z.strictObject({}),
    load: async () => {
      const { classification } = await import("./problems/mod.ts");
      return () => classification();
    },
  },
];

/** Options of a data set: how its training images are varied. */
export const datasetOptionsSchema = z.strictObject({
  /**
   * `shift-flip` moves images by up to 4 pixels and mirrors half of them; the default is `none`. The
   * authors' AutoAugment policy for CIFAR is not among them.
   */
  augmentation: z.enum(["none", "shift-flip"]).default("none"),
});

/** Option schemas of optimisers and schedules, by name. */
export const OPTIMISERS: { readonly [name: string]: z.ZodType } = { adamw: adamwOptionsSchema };

/** See {@link OPTIMISERS}. */
export const SCHEDULES: { readonly [name: string]: z.ZodType } = scheduleOptionsSchemas;

/**
 * The entry of that name.
 *
 * @param kind What it is, for the message.
 * @throws {BenchError} With exit code 2, listing what exists.
 */
export function find<T extends { readonly name: string }>(
  kind: string,
  entries: readonly T[],
  name: string,
): T {
  const entry = entries.find((entry) => entry.name === name);
  if (!entry) {
    const names = entries.map((entry) => entry.name).join(", ");
    throw usageError(`Unknown ${kind} "${name}"; there are ${names}`);
  }
  return entry;
}

/** The shape of a problem on a data set. */
export function shapeOf(
  problem: string,
  info: {
    readonly height: number;
    readonly width: number;
    readonly channels: number;
    readonly classes: number;
  },
): ProblemShape {
  find("problem", PROBLEMS, problem);
  const { height, width, channels, classes } = info;
  return { height, width, channels, classes, positions: 1 };
}
