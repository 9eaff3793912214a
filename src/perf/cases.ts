import { PRESETS } from "../catalog.ts";
import { type Options, type PerfCase, perfCase } from "./perf_case.ts";

/** A feature map that is read as it is: 49 tokens of 64 channels. */
export const MAP = { height: 7, width: 7, channels: 64 };

const NO_BACKBONE = { backbone: { kind: "none" } };

/** Examples of a batch of `small`. */
export const SMALL_BATCH = 64;

/** D, E, J, M, H and T of the three sizes that kernels are compared at. */
export const SMALL = ctmOptions({
  neurons: 128,
  inputWidth: 64,
  pairs: 64,
  memory: 10,
  hidden: 4,
  ticks: 10,
});
const MEDIUM = ctmOptions({
  neurons: 256,
  inputWidth: 64,
  pairs: 128,
  memory: 15,
  hidden: 8,
  ticks: 10,
});
const LARGE = ctmOptions({
  neurons: 512,
  inputWidth: 128,
  pairs: 512,
  memory: 25,
  hidden: 4,
  ticks: 25,
});

/** Every case, from small to large. */
export const CASES: readonly PerfCase[] = [
  perfCase({
    name: "small",
    description: "128 neurons, 10 ticks, a map of 7x7x64",
    batchSize: SMALL_BATCH,
    input: MAP,
    ctm: SMALL,
    lstm: readerOf(SMALL),
    cnn: NO_BACKBONE,
    matched: true,
  }),
  perfCase({
    name: "medium",
    description: "256 neurons, 10 ticks, a map of 7x7x64",
    batchSize: 64,
    input: MAP,
    ctm: MEDIUM,
    lstm: readerOf(MEDIUM),
    cnn: NO_BACKBONE,
    matched: true,
  }),
  perfCase({
    name: "large",
    description: "512 neurons, 25 ticks, a map of 7x7x64",
    batchSize: 32,
    input: MAP,
    ctm: LARGE,
    lstm: readerOf(LARGE),
    cnn: NO_BACKBONE,
    matched: true,
  }),
  perfCase({
    name: "deep",
    description: "as large, with a synapse of depth 4",
    batchSize: 32,
    input: MAP,
    ctm: { ...LARGE, synapseDepth: 4 },
    matched: false,
  }),
  perfCase({
    name: "cifar10",
    description: "the paper's models for CIFAR-10, images of 32x32x3",
    batchSize: 32,
    input: { height: 32, width: 32, channels: 3 },
    ...presetModels("paper-cifar10"),
    matched: false,
  }),
  perfCase({
    name: "quick",
    description: "the models of the preset quick, images of 28x28x1",
    batchSize: PRESETS.find((preset) => preset.name === "quick")!.sweep.batchSize,
    input: { height: 28, width: 28, channels: 1 },
    ...presetModels("quick"),
    matched: true,
  }),
];

function ctmOptions({ neurons, inputWidth, pairs, memory, hidden, ticks }: {
  readonly neurons: number;
  readonly inputWidth: number;
  readonly pairs: number;
  readonly memory: number;
  readonly hidden: number;
  readonly ticks: number;
}) {
  return {
    ...NO_BACKBONE,
    neurons,
    inputWidth,
    heads: 4,
    outputPairs: pairs,
    actionPairs: pairs,
    memoryLength: memory,
    nlmWidth: hidden,
    ticks,
  };
}

/** The options by which an LSTM reads as a CTM does. */
function readerOf({ ticks, inputWidth, heads, backbone }: Options): Options {
  return { ticks, inputWidth, heads, backbone };
}

function presetModels(name: string): { ctm: Options; lstm: Options; cnn: Options } {
  const { models } = PRESETS.find((preset) => preset.name === name)!.sweep;
  const optionsOf = (model: string) => models.find((choice) => choice.name === model)!.options;
  return { ctm: optionsOf("ctm"), lstm: optionsOf("lstm"), cnn: optionsOf("cnn") };
}
