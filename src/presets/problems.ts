import { firstSeeds, type Preset, preset, warmupCosine } from "./preset.ts";

const parityBackbone = { kind: "parity", width: 32 };

/** How CTM and LSTM read a sequence of signs. */
const parityReader = {
  inputWidth: 32,
  heads: 4,
  backbone: parityBackbone,
  positionalEmbedding: "rotational-1d",
};

/** Every place sees its eight neighbours; the way beyond them is for the ticks to find. */
const mazeBackbone = {
  kind: "small-conv",
  layers: [{ channels: 32, size: 3, stride: 1 }],
};

/** How CTM and LSTM read a maze. */
const mazeReader = {
  inputWidth: 32,
  heads: 4,
  backbone: mazeBackbone,
  positionalEmbedding: "learnable-fourier",
};

/** Small studies of the paper's other problems, for a CPU. */
export const PROBLEM_PRESETS: readonly Preset[] = [
  preset({
    name: "parity",
    description: "the parity of every prefix of 8 signs",
    problem: { name: "parity", options: {} },
    dataset: { name: "parity", options: { length: 8 } },
    ctm: {
      ...parityReader,
      ticks: 10,
      neurons: 64,
      memoryLength: 5,
      nlmWidth: 8,
      neuronSelection: "random",
      outputPairs: 16,
      actionPairs: 16,
    },
    lstm: { ...parityReader, ticks: 10 },
    cnn: { backbone: parityBackbone, head: "flatten" },
    axes: [{ axis: "ticks", values: [1, 10] }],
    optimiser: { learningRate: 2e-3, clipNorm: 1 },
    schedule: warmupCosine(0.05),
    batchSize: 64,
    budget: { kind: "steps", steps: 1200 },
    seeds: firstSeeds(5),
    // The exploratory cells carry no verdict, so they may have fewer.
    sweepSeeds: 2,
    evaluation: { batchSize: 500, points: 10, validationExamples: 1000, testExamples: 2000 },
  }),
  preset({
    name: "mazes",
    description: "the route through mazes of 7x7 pixels",
    problem: { name: "mazes", options: {} },
    dataset: { name: "mazes", options: { size: 7, routeLength: 12 } },
    ctm: {
      ...mazeReader,
      ticks: 12,
      neurons: 128,
      memoryLength: 8,
      nlmWidth: 8,
      outputPairs: 128,
      actionPairs: 128,
    },
    lstm: { ...mazeReader, ticks: 12 },
    cnn: {
      backbone: mazeBackbone,
      head: "flatten",
    },
    axes: [{ axis: "ticks", values: [1, 12] }],
    optimiser: { learningRate: 2e-3, clipNorm: 1 },
    schedule: warmupCosine(0.05),
    batchSize: 32,
    budget: { kind: "steps", steps: 2500 },
    seeds: firstSeeds(3),
    sweepSeeds: 2,
    evaluation: { batchSize: 250, points: 10, validationExamples: 1000, testExamples: 2000 },
  }),
  preset({
    name: "sorting",
    description: "the order of 5 numbers, written out tick by tick",
    problem: { name: "sorting", options: {} },
    dataset: { name: "sorting", options: { length: 5 } },
    ctm: {
      ticks: 12,
      memoryLength: 8,
      nlmWidth: 8,
      outputPairs: 64,
    },
    lstm: { ticks: 12 },
    axes: [],
    optimiser: { learningRate: 4e-3, clipNorm: 1 },
    schedule: warmupCosine(0.05),
    batchSize: 64,
    budget: { kind: "steps", steps: 2000 },
    seeds: firstSeeds(3),
    evaluation: { batchSize: 500, points: 10, validationExamples: 1000, testExamples: 2000 },
  }),
  preset({
    name: "qamnist",
    description: "one operation on one or two digits, seen one after the other",
    problem: {
      name: "qamnist",
      options: {
        digits: [1, 2],
        operations: [1, 1],
        evaluationDigits: 2,
        evaluationOperations: 1,
        size: 28,
      },
    },
    dataset: { name: "mnist", options: {} },
    ctm: {
      ticks: 2,
      neurons: 128,
      heads: 4,
      memoryLength: 8,
      nlmWidth: 8,
      neuronSelection: "random",
      outputPairs: 32,
      actionPairs: 16,
    },
    lstm: { ticks: 2, heads: 4 },
    axes: [],
    optimiser: { learningRate: 4e-3, clipNorm: 1 },
    schedule: warmupCosine(0.05),
    batchSize: 64,
    budget: { kind: "steps", steps: 2000 },
    seeds: firstSeeds(3),
    evaluation: { batchSize: 250, points: 10, validationExamples: 1000, testExamples: 2000 },
  }),
];
