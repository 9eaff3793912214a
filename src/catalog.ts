import { z } from "zod";
import type { CnnOptions } from "../baselines/cnn/options.ts";
import { cnnOptionsSchema } from "../baselines/cnn/options.ts";
import { planCnn } from "../baselines/cnn/plan.ts";
import type { LstmOptions } from "../baselines/lstm/options.ts";
import { lstmOptionsSchema } from "../baselines/lstm/options.ts";
import { planLstm } from "../baselines/lstm/plan.ts";
import { type DataFacts, DATASETS, GENERATORS } from "../datasets/mod.ts";
import type {
  BuildModel,
  ModelSize,
  Presentation,
  ProblemModule,
  ProblemShape,
} from "./contract/mod.ts";
import type { CtmOptions } from "./ctm/options.ts";
import { ctmOptionsSchema } from "./ctm/options.ts";
import { planCtm } from "./ctm/plan.ts";
import { AUGMENTATIONS } from "./problems/augment.ts";
import {
  mazesOptionsSchema,
  questionAnsweringOptionsSchema,
  readoutOptionsSchema,
  sortingOptionsSchema,
} from "./problems/options.ts";
import { type AxisName, type Choice, type ProblemDifferences, usageError } from "./spec/mod.ts";
import { adamwOptionsSchema, scheduleOptionsSchemas } from "./training/options.ts";

export { PRESETS } from "./presets/mod.ts";
export { REFERENCES } from "./presets/references.ts";
export { defaultSpaces } from "./presets/spaces.ts";

/** A model as driver and worker see it. Nothing of TensorFlow.js is loaded before `load()`. */
export interface ModelEntry {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** All options with their defaults. */
  readonly options: z.ZodType;
  /** Sweep axes that the model has an option for. */
  readonly axes: readonly AxisName[];
  /** How an example may be presented to it. */
  readonly presentations: readonly Presentation["kind"][];
  /** The option that the matching solver sets, or `null` for the model matched to. */
  readonly width: {
    readonly option: string;
    readonly minimum: number;
    readonly maximum: number;
  } | null;
  /**
   * Counts of the model with these options, from the declarations that also build it.
   *
   * @throws {BenchError} With exit code 2 for options that do not fit the shape.
   */
  size(options: unknown, shape: ProblemShape): ModelSize;
  load(): Promise<BuildModel>;
}

/** Turns what does not fit together into an error of the command line. */
function planned<T>(plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    if (error instanceof RangeError) throw usageError(error.message);
    throw error;
  }
}

/** Every model. */
export const MODELS: readonly ModelEntry[] = [
  {
    name: "ctm",
    title: "CTM",
    description: "Continuous Thought Machine",
    options: ctmOptionsSchema,
    axes: ["ticks", "sync", "outputPairs", "actionPairs", "memoryLength", "neurons"],
    presentations: ["attended", "direct", "questions"],
    width: null,
    size: (options, shape) => planned(() => planCtm(options as CtmOptions, shape).size),
    load: async () => (await import("./ctm/mod.ts")).buildCtm,
  },
  {
    name: "lstm",
    title: "LSTM",
    description: "LSTM with the CTM's backbone and attention, one read a tick",
    options: lstmOptionsSchema,
    axes: ["ticks"],
    presentations: ["attended", "direct", "questions"],
    width: { option: "width", minimum: 1, maximum: 4096 },
    size: (options, shape) => planned(() => planLstm(options as LstmOptions, shape).size),
    load: async () => (await import("../baselines/lstm/mod.ts")).buildLstm,
  },
  {
    name: "cnn",
    title: "CNN",
    description: "convolutional net on the same backbone, without ticks",
    options: cnnOptionsSchema,
    axes: [],
    presentations: ["attended"],
    width: { option: "width", minimum: 1, maximum: 65536 },
    size: (options, shape) => planned(() => planCnn(options as CnnOptions, shape).size),
    load: async () => (await import("../baselines/cnn/mod.ts")).buildCnn,
  },
];

/** A problem: what is learned, and from which data. */
export interface ProblemEntry {
  readonly name: string;
  readonly description: string;
  readonly options: z.ZodType;
  /** The data sets that it can be learned from, the default first. */
  readonly datasets: readonly string[];
  /** How its examples are presented to a model. */
  readonly presentation: Presentation["kind"];
  /** @param options Complete. */
  differences(options: unknown): ProblemDifferences;
  /** Sizes of input and answer. @param options Complete. */
  shape(options: unknown, data: DataFacts): ProblemShape;
  load(): Promise<ProblemModule>;
}

/** A map of the data set's size, and its answers. */
function attended({ height, width, channels, positions, classes }: DataFacts): ProblemShape {
  return { height, width, channels, positions, classes, presentation: { kind: "attended" } };
}

const alike = () => ({});

/** The authors read their LSTM at its last tick in some problems, unless told otherwise. */
function lstmReadsLast(options: unknown): ProblemDifferences {
  if ((options as { readonly readout: string }).readout !== "paper") return {};
  return {
    lstm: {
      readout: "the last tick",
      reason:
        "the authors train and read their LSTM there in this problem, and the CTM at its most certain tick; --option problem.readout=last reads both there",
    },
  };
}

const problemModules = () => import("./problems/modules.ts");

/** Every problem. */
export const PROBLEMS: readonly ProblemEntry[] = [
  {
    name: "classification",
    description: "one class per image; two-tick cross-entropy, read at the most certain tick",
    options: readoutOptionsSchema,
    datasets: DATASETS.map((dataset) => dataset.name),
    presentation: "attended",
    differences: alike,
    shape: (_, data) => attended(data),
    load: async () => (await problemModules()).classificationModule,
  },
  {
    name: "parity",
    description: "the parity of every prefix of a sequence of signs",
    options: readoutOptionsSchema,
    datasets: ["parity"],
    presentation: "attended",
    differences: lstmReadsLast,
    shape: (_, data) => attended(data),
    load: async () => (await problemModules()).parityModule,
  },
  {
    name: "mazes",
    description: "the route through a maze seen from above, with the authors' curriculum",
    options: mazesOptionsSchema,
    datasets: ["mazes"],
    presentation: "attended",
    differences: lstmReadsLast,
    shape: (_, data) => attended(data),
    load: async () => (await problemModules()).mazesModule,
  },
  {
    name: "sorting",
    description: "the order of a list of numbers, written out tick by tick (CTC)",
    options: sortingOptionsSchema,
    datasets: ["sorting"],
    presentation: "direct",
    differences: alike,
    // The answer is made of all ticks: at each, one of the places or nothing.
    shape: (_, data) => ({ ...attended(data), positions: 1, presentation: { kind: "direct" } }),
    load: async () => (await problemModules()).sortingModule,
  },
  {
    name: "qamnist",
    description: "sums modulo 10 of digits that were seen one after the other",
    options: questionAnsweringOptionsSchema,
    datasets: ["mnist"],
    presentation: "questions",
    differences: lstmReadsLast,
    shape: (options, data) => {
      const { size, digits, operations } = questionAnsweringOptionsSchema.parse(options);
      const middle = ([low, high]: readonly [number, number]) => (low + high) / 2;
      return {
        ...attended(data),
        height: size,
        width: size,
        presentation: {
          kind: "questions",
          meanDigits: middle(digits),
          meanOperations: middle(operations),
          repeats: { digit: 1, part: 1, answer: 1 },
        },
      };
    },
    load: async () => (await problemModules()).questionAnsweringModule,
  },
];

/** Options of a data set of images. */
export const imageOptionsSchema = z.strictObject({
  /**
   * `auto-augment` is the authors' AutoAugment policy for CIFAR-10; `shift-flip` moves images by up
   * to 4 pixels and mirrors half of them, as is usual for convolutional nets. The same for all models
   * of a study.
   */
  augmentation: z.enum(AUGMENTATIONS).default("none"),
  /**
   * `standardised` gives the pixels of each channel mean 0 and deviation 1 over the training images;
   * `unit` only divides them by 255, as in the authors' MNIST tutorial.
   */
  scaling: z.enum(["standardised", "unit"]).default("standardised"),
});

/**
 * The options of a data set.
 *
 * @throws {BenchError} With exit code 2 for an unknown name.
 */
export function datasetOptions(name: string): z.ZodType {
  const generator = GENERATORS.find((generator) => generator.name === name);
  if (generator) return generator.options;
  find("data set", DATASETS, name);
  return imageOptionsSchema;
}

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

/** The shape of a problem on its data. */
export function shapeOf(problem: Choice, data: DataFacts): ProblemShape {
  return find("problem", PROBLEMS, problem.name).shape(problem.options, data);
}
