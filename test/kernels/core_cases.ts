import type { Presentation, ProblemShape } from "../../src/contract/mod.ts";

/** A model on a batch, on which the fused core is held against single operations. */
export interface CoreCase {
  readonly name: string;
  readonly model: "ctm" | "lstm";
  readonly options: { readonly [option: string]: unknown };
  readonly presentation: Presentation;
  readonly batch: number;
  /** Answers: positions and classes. Default 1 and 5. */
  readonly positions?: number;
  readonly classes?: number;
}

const ATTENDED = { kind: "attended" } as const;
const DIRECT = { kind: "direct" } as const;
const QUESTIONS = {
  kind: "questions",
  meanDigits: 2,
  meanOperations: 1,
  repeats: { digit: 2, part: 1, answer: 2 },
} as const;

/** Few, odd sizes: nothing is a multiple of the vector width. */
const CTM = {
  ticks: 3,
  neurons: 21,
  inputWidth: 6,
  heads: 2,
  memoryLength: 4,
  nlmWidth: 3,
  outputPairs: 7,
  actionPairs: 5,
  backbone: { kind: "none" },
  positionalEmbedding: "none",
};

const LSTM = {
  ticks: 3,
  width: 11,
  inputWidth: 6,
  heads: 2,
  backbone: { kind: "none" },
  positionalEmbedding: "none",
};

const BACKBONE = {
  kind: "small-conv",
  layers: [{ channels: 5, size: 3, stride: 2 }],
};

function ctm(
  name: string,
  options: { readonly [option: string]: unknown } = {},
  rest: Partial<CoreCase> = {},
): CoreCase {
  return {
    name: `CTM, ${name}`,
    model: "ctm",
    options: { ...CTM, ...options },
    presentation: ATTENDED,
    batch: 5,
    ...rest,
  };
}

function lstm(
  name: string,
  options: { readonly [option: string]: unknown } = {},
  rest: Partial<CoreCase> = {},
): CoreCase {
  return {
    name: `LSTM, ${name}`,
    model: "lstm",
    options: { ...LSTM, ...options },
    presentation: ATTENDED,
    batch: 5,
    ...rest,
  };
}

/** Every option of both cores at least once, batches that fill panels and that do not. */
export const CORE_CASES: readonly CoreCase[] = [
  ctm("ragged sizes"),
  ctm("one example", {}, { batch: 1 }),
  ctm("a full panel", {}, { batch: 8 }),
  ctm("three panels, the last one ragged", {}, { batch: 19 }),
  ctm("a backbone and places", {
    backbone: BACKBONE,
    positionalEmbedding: "rotational-2d",
  }),
  ctm("one tick", { ticks: 1 }),
  ctm("a memory of one", { memoryLength: 1 }),
  ctm("a memory longer than the ticks", { memoryLength: 9 }),
  ctm("one head of odd width", { inputWidth: 5, heads: 1 }),
  ctm("heads of width one", { inputWidth: 3, heads: 3 }),
  ctm("heads of width four", { inputWidth: 8, heads: 2 }),
  ctm("hidden layers of one", { nlmWidth: 1 }),
  ctm("hidden layers of even width", { nlmWidth: 4 }),
  ctm("linear neuron-level models", { deepNlm: false }),
  ctm("norms of histories", { nlmNorm: true }),
  ctm("linear models with norms", { deepNlm: false, nlmNorm: true }),
  ctm("two synapse widths", { synapseDepth: 2 }),
  ctm("a U-Net of three widths", { synapseDepth: 3 }),
  ctm("a U-Net of five widths", { synapseDepth: 5, neurons: 40 }),
  ctm("dense pairs", { neuronSelection: "first-last" }),
  ctm("semi-dense pairs", { neuronSelection: "random" }),
  ctm("pairs of a neuron with itself", { selfPairs: 3 }),
  ctm("dropout", { dropout: 0.3 }),
  ctm("dropout of histories alone", { nlmDropout: 0.4 }),
  ctm("dropout, linear models with norms", { dropout: 0.2, deepNlm: false, nlmNorm: true }),
  ctm("dropout, deep models with norms", { dropout: 0.2, nlmNorm: true }),
  ctm("dropout in a U-Net", { dropout: 0.25, synapseDepth: 3 }),
  ctm("many positions", {}, { positions: 7, classes: 2 }),
  ctm("direct input", { ticks: 6 }, { presentation: DIRECT }),
  ctm("a question", { ticks: 2, backbone: { kind: "mnist", width: 4 } }, {
    presentation: QUESTIONS,
  }),
  ctm("a question of one digit and one tick", {
    ticks: 1,
    backbone: { kind: "mnist", width: 4 },
  }, { presentation: { ...QUESTIONS, repeats: { digit: 1, part: 1, answer: 1 }, meanDigits: 1 } }),
  lstm("ragged sizes"),
  lstm("one example", {}, { batch: 1 }),
  lstm("three panels", {}, { batch: 17 }),
  lstm("a backbone and places", {
    backbone: BACKBONE,
    positionalEmbedding: "learnable-fourier",
  }),
  lstm("one tick", { ticks: 1 }),
  lstm("three layers", { layers: 3 }),
  lstm("dropout in two layers", { layers: 2, dropout: 0.3 }),
  lstm("heads of width one", { inputWidth: 3, heads: 3 }),
  lstm("direct input", { ticks: 6 }, { presentation: DIRECT }),
  lstm("a question", { ticks: 2, backbone: { kind: "mnist", width: 4 } }, {
    presentation: QUESTIONS,
  }),
];

/** The shape of what a case's model is given. */
export function shapeOf({ presentation, positions = 1, classes = 5 }: CoreCase): ProblemShape {
  const side = presentation.kind === "questions" ? 8 : 7;
  const channels = presentation.kind === "questions" ? 1 : 3;
  return presentation.kind === "direct"
    ? { height: 5, width: 1, channels: 1, positions, classes, presentation }
    : { height: side, width: side, channels, positions, classes, presentation };
}
