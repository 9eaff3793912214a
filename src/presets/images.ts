import { DEFAULT_BACKBONE } from "../nn/default_backbone.ts";
import { CIFAR10_BACKBONE, CIFAR10_CTM, CIFAR10_LSTM } from "./cifar10_models.ts";
import { firstSeeds, type Preset, preset, warmupCosine } from "./preset.ts";

const smallConv = DEFAULT_BACKBONE;

/** Classification of images: `quick`, `standard` and `cifar10`. */
export const IMAGE_PRESETS: readonly Preset[] = [
  preset({
    name: "quick",
    description: "all three models and a small sweep on MNIST in minutes on two CPU cores",
    dataset: { name: "mnist", options: { augmentation: "none" } },
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
    axes: [{ axis: "ticks", values: [1, 3, 5] }, { axis: "sync", values: [16, 32] }],
    optimiser: { learningRate: 7e-3, clipNorm: 1 },
    schedule: warmupCosine(0.1),
    batchSize: 32,
    budget: { kind: "examples", examples: 40_000 },
    seeds: firstSeeds(5),
    // The exploratory cells carry no verdict, so they may have fewer.
    sweepSeeds: 2,
    evaluation: { batchSize: 250, points: 4, validationExamples: 1000 },
  }),
  preset({
    name: "standard",
    description: "ten seeds, a wider grid and a budget that lets accuracies settle; hours on a CPU",
    dataset: { name: "mnist", options: { augmentation: "none" } },
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
    schedule: warmupCosine(0.05),
    batchSize: 64,
    budget: { kind: "examples", examples: 200_000 },
    seeds: firstSeeds(10),
    evaluation: { batchSize: 250, points: 20, validationExamples: 5000 },
  }),
  preset({
    name: "cifar10",
    description: "the paper's CIFAR-10 models (appendix G) with matched baselines; meant for a GPU",
    dataset: { name: "cifar10", options: { augmentation: "shift-flip" } },
    ctm: CIFAR10_CTM,
    lstm: CIFAR10_LSTM,
    cnn: { backbone: CIFAR10_BACKBONE },
    axes: [],
    optimiser: { learningRate: 1e-4, weightDecay: 1e-4 },
    schedule: warmupCosine(0.05),
    // The authors' 512 needs far more memory than a WebAssembly module may have.
    batchSize: 64,
    budget: { kind: "examples", examples: 5_000_000 },
    seeds: firstSeeds(10),
    evaluation: { batchSize: 100, points: 20, validationExamples: 5000 },
  }),
];
