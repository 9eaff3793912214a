import { matchWidth } from "../../baselines/match.ts";
import { find, MODELS, PRESETS } from "../catalog.ts";
import type { ModelSize, ProblemShape } from "../contract/mod.ts";

/** A model of a case with complete options. */
export interface PerfModel {
  readonly name: ModelName;
  readonly options: unknown;
  readonly size: ModelSize;
}

/** A model that is timed. */
export type ModelName = "ctm" | "lstm" | "cnn";

/** One size at which training steps are timed, on inputs that are drawn. */
export interface PerfCase {
  readonly name: string;
  readonly description: string;
  readonly batchSize: number;
  readonly shape: ProblemShape;
  readonly models: readonly PerfModel[];
}

/** Options, defaults left out. */
type Options = Readonly<Record<string, unknown>>;

/** What a case is made from: `matched` models are as large as the CTM in parameters. */
interface CaseParts {
  readonly name: string;
  readonly description: string;
  readonly batchSize: number;
  readonly input: Pick<ProblemShape, "height" | "width" | "channels">;
  readonly ctm: Options;
  readonly lstm?: Options;
  readonly cnn?: Options;
  readonly matched: boolean;
}

/** A feature map that is read as it is: 49 tokens of 64 channels. */
const MAP = { height: 7, width: 7, channels: 64 };

const NO_BACKBONE = { backbone: { kind: "none" } };

/** Examples of a batch of `small`. */
const SMALL_BATCH = 64;

/** D, E, J, M, H and T of the three sizes that kernels are compared at. */
const SMALL = ctmOptions({
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

/** Quantities that a CTM's cost is measured against, with the letters of the paper. */
export const SCALED = ["T", "D", "B", "J", "M"] as const;

/** One of {@link SCALED}. */
export type Scaled = (typeof SCALED)[number];

/** `small` with one quantity changed. */
export interface ScaledCase {
  readonly quantity: Scaled;
  readonly value: number;
  readonly perfCase: PerfCase;
}

const SCALES: { readonly [quantity in Scaled]: readonly number[] } = {
  T: [5, 10, 20, 40],
  D: [64, 128, 256, 512],
  B: [8, 16, 32, 64, 128],
  J: [16, 64, 256, 1024],
  M: [5, 10, 20, 40],
};

/** The value that a quantity has in `small`. */
export function smallValue(quantity: Scaled): number {
  const { ticks, neurons, outputPairs, memoryLength } = SMALL;
  return { T: ticks, D: neurons, B: SMALL_BATCH, J: outputPairs, M: memoryLength }[quantity];
}

/** The CTM of `small`, with each of the quantities in turn at several values. */
export function scaledCases(): ScaledCase[] {
  return SCALED.flatMap((quantity) =>
    SCALES[quantity].map((value) => ({
      quantity,
      value,
      perfCase: perfCase({
        name: `${quantity}=${value}`,
        description: `small with ${quantity} = ${value}`,
        batchSize: quantity === "B" ? value : SMALL_BATCH,
        input: MAP,
        ctm: { ...SMALL, ...scaledOption(quantity, value) },
        matched: false,
      }),
    }))
  );
}

function scaledOption(quantity: Scaled, value: number): Options {
  switch (quantity) {
    case "T":
      return { ticks: value };
    case "D":
      return { neurons: value };
    case "B":
      return {};
    case "J":
      return { outputPairs: value, actionPairs: value };
    case "M":
      return { memoryLength: value };
    default:
      return quantity satisfies never;
  }
}

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

function perfCase(parts: CaseParts): PerfCase {
  const { name, description, batchSize, matched } = parts;
  const shape: ProblemShape = {
    ...parts.input,
    positions: 1,
    classes: 10,
    presentation: { kind: "attended" },
  };
  const ctm = modelOf("ctm", parts.ctm, shape);
  const target = matched ? ctm.size.parameters : null;
  const baselines = (["lstm", "cnn"] as const).flatMap((model) => {
    const options = parts[model];
    return options === undefined ? [] : [modelOf(model, options, shape, target)];
  });
  return { name, description, batchSize, shape, models: [ctm, ...baselines] };
}

/** @param target Parameters that the width is chosen for, or `null` to leave it as it is. */
function modelOf(
  name: ModelName,
  given: Options,
  shape: ProblemShape,
  target: number | null = null,
): PerfModel {
  const entry = find("model", MODELS, name);
  const complete = (options: Options) => entry.options.parse(options);
  if (target === null || entry.width === null) {
    const options = complete(given);
    return { name, options, size: entry.size(options, shape) };
  }
  const { option } = entry.width;
  const atWidth = (width: number) => complete({ ...given, [option]: width });
  const { width } = matchWidth(
    (width) => entry.size(atWidth(width), shape).parameters,
    target,
    entry.width,
  );
  const options = atWidth(width);
  return { name, options, size: entry.size(options, shape) };
}
