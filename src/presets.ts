import { cnnOptionsSchema } from "../baselines/cnn/options.ts";
import { lstmOptionsSchema } from "../baselines/lstm/options.ts";
import { ctmOptionsSchema } from "./ctm/options.ts";
import { DEFAULT_BACKBONE } from "./nn/default_backbone.ts";
import type { Budget, Choice, SweepSpec } from "./spec/mod.ts";
import { adamwOptionsSchema, scheduleOptionsSchemas } from "./training/options.ts";

/** A complete study to start from; flags change parts of it. */
export interface Preset {
  readonly name: string;
  readonly description: string;
  /** The CTM options are those of the reference cell, which the verdict is about. */
  readonly sweep: SweepSpec;
}

/** What presets differ in. */
interface PresetParts {
  readonly name: string;
  readonly description: string;
  readonly dataset: string;
  readonly augmentation: "none" | "shift-flip";
  readonly ctm: Record<string, unknown>;
  readonly lstm: Record<string, unknown>;
  readonly cnn: Record<string, unknown>;
  readonly axes: SweepSpec["axes"];
  readonly optimiser: Record<string, unknown>;
  readonly warmup: { kind: "steps"; steps: number } | { kind: "fraction"; fraction: number };
  readonly batchSize: number;
  readonly budget: Budget;
  readonly seeds: number;
  readonly sweepSeeds: number;
  readonly evaluation: SweepSpec["evaluation"];
}

function preset(parts: PresetParts): Preset {
  const { name, description } = parts;
  const choice = (name: string, options: unknown): Choice => ({
    name,
    options: options as Choice["options"],
  });
  return {
    name,
    description,
    sweep: {
      schema: 1,
      name: `${name}-${parts.dataset}`,
      preset: name,
      problem: choice("classification", {}),
      dataset: choice(parts.dataset, { augmentation: parts.augmentation }),
      models: [
        choice("ctm", ctmOptionsSchema.parse(parts.ctm)),
        choice("lstm", lstmOptionsSchema.parse(parts.lstm)),
        choice("cnn", cnnOptionsSchema.parse(parts.cnn)),
      ],
      axes: parts.axes,
      match: "params",
      optimiser: choice("adamw", adamwOptionsSchema.parse(parts.optimiser)),
      schedule: choice(
        "warmup-cosine",
        scheduleOptionsSchemas["warmup-cosine"].parse({ warmup: parts.warmup }),
      ),
      recipeDifferences: {},
      batchSize: parts.batchSize,
      budget: parts.budget,
      evaluation: parts.evaluation,
      backend: "auto",
      seeds: Array.from({ length: parts.seeds }, (_, i) => i + 1),
      sweepSeeds: parts.sweepSeeds,
      alpha: 0.05,
      margin: "auto",
    },
  };
}

const smallConv = DEFAULT_BACKBONE;
const resnet = { kind: "resnet18", cut: 1 };

/** Every preset; the first one is the default. */
export const PRESETS: readonly Preset[] = [
  preset({
    name: "quick",
    description: "all three models and a small sweep on MNIST in minutes on two CPU cores",
    dataset: "mnist",
    augmentation: "none",
    ctm: {
      ticks: 3,
      memoryLength: 4,
      nlmWidth: 8,
      outputPairs: 32,
      actionPairs: 32,
      backbone: smallConv,
    },
    lstm: { ticks: 3, backbone: smallConv },
    cnn: { backbone: smallConv },
    axes: [{ axis: "ticks", values: [1, 3] }, { axis: "sync", values: [16, 32] }],
    optimiser: { learningRate: 7e-3, clipNorm: 1 },
    warmup: { kind: "fraction", fraction: 0.1 },
    batchSize: 32,
    budget: { kind: "examples", examples: 14_400 },
    seeds: 5,
    // The exploratory cells carry no verdict, so they may have fewer.
    sweepSeeds: 2,
    evaluation: { batchSize: 250, points: 4, validationExamples: 1000 },
  }),
  preset({
    name: "standard",
    description: "ten seeds, a wider grid and a budget that lets accuracies settle; hours on a CPU",
    dataset: "mnist",
    augmentation: "none",
    ctm: {
      ticks: 8,
      neurons: 128,
      memoryLength: 10,
      nlmWidth: 8,
      outputPairs: 64,
      actionPairs: 64,
      backbone: smallConv,
    },
    lstm: { ticks: 8, backbone: smallConv },
    cnn: { backbone: smallConv },
    axes: [{ axis: "ticks", values: [1, 2, 4, 8, 16] }, { axis: "sync", values: [16, 32, 64] }],
    optimiser: { learningRate: 1e-3, clipNorm: 1 },
    warmup: { kind: "fraction", fraction: 0.05 },
    batchSize: 64,
    budget: { kind: "examples", examples: 200_000 },
    seeds: 10,
    sweepSeeds: 10,
    evaluation: { batchSize: 250, points: 20, validationExamples: 5000 },
  }),
  preset({
    name: "cifar10",
    description: "the paper's CIFAR-10 models (appendix G) with matched baselines; meant for a GPU",
    dataset: "cifar10",
    augmentation: "shift-flip",
    ctm: {
      ticks: 50,
      neurons: 256,
      inputWidth: 64,
      heads: 16,
      memoryLength: 15,
      nlmWidth: 64,
      synapseDepth: 5,
      outputPairs: 256,
      actionPairs: 512,
      backbone: resnet,
    },
    lstm: { ticks: 50, width: 256, layers: 2, inputWidth: 64, heads: 16, backbone: resnet },
    cnn: { backbone: resnet },
    axes: [],
    optimiser: { learningRate: 1e-4, weightDecay: 1e-4 },
    warmup: { kind: "fraction", fraction: 0.05 },
    // The authors' 512 needs far more memory than a WebAssembly module may have.
    batchSize: 64,
    budget: { kind: "examples", examples: 5_000_000 },
    seeds: 10,
    sweepSeeds: 10,
    evaluation: { batchSize: 100, points: 20, validationExamples: 5000 },
  }),
];
