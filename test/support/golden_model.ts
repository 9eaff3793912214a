import { buildCnn } from "../../baselines/cnn/mod.ts";
import { buildLstm } from "../../baselines/lstm/mod.ts";
import type { Model, ProblemShape } from "../../src/contract/mod.ts";
import { buildCtm, type CtmPairs } from "../../src/ctm/mod.ts";
import { fromStateDict, stateDictEntry, toStateDict } from "../../src/nn/mod.ts";
import { randomFromSeed } from "../../src/random/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { type GoldenCase, stored } from "./golden_case.ts";

/** A model built from the authors' configuration, with the stored parameters loaded. */
export interface GoldenModel {
  readonly model: Model;
  readonly shape: ProblemShape;
  /** `[batch, height, width, channels]`. */
  readonly input: tf.Tensor4D;
  /** `[batch, positions]`. */
  readonly targets: tf.Tensor2D;
  /** Name of one of our variables in the state dictionary. */
  theirName(name: string): string;
  /** A variable-shaped tensor in their order. */
  toTheirs(name: string, tensor: tf.Tensor): Promise<Float32Array>;
}

/** Builds the model of a case on the active backend. */
export function buildGoldenModel(golden: GoldenCase): GoldenModel {
  const { config } = golden.info;
  const kind = golden.info.model_kind ?? golden.info.kind;
  const input = goldenInput(golden);
  const [, height, width, channels] = input.shape;
  const positions = (config.prediction_reshaper?.length ?? 1) > 1
    ? config.prediction_reshaper[0]
    : 1;
  const shape = { height, width, channels, positions, classes: config.out_dims / positions };
  const context = { shape, random: randomFromSeed(1) };
  const backbone = backboneOf(config);
  const model = kind === "ctm"
    ? buildCtm(ctmOptions(config, backbone), { ...context, pairs: pairsOf(golden) })
    : kind === "lstm"
    ? buildLstm(lstmOptions(config, backbone), context)
    : buildCnn({ backbone, head: "feed-forward", width: config.d_model }, context);
  const output = kind === "ff" ? "output_projector.6" : "output_projector.0";
  const entry = (name: string) => stateDictEntry(name, output);
  for (
    const [prefix, variables] of [["param", model.parameters], ["buffer", model.buffers]] as const
  ) {
    for (const [name, variable] of variables) {
      const { name: theirs, layout } = entry(name);
      const { shape, data } = stored(golden, `${prefix}/${theirs}`);
      const values = fromStateDict(data, shape, layout);
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    }
  }
  const targets = stored(golden, "input/targets");
  return {
    model,
    shape,
    input,
    targets: tf.tensor2d(Int32Array.from(targets.data), [input.shape[0], positions], "int32"),
    theirName: (name) => entry(name).name,
    toTheirs: async (name, tensor) =>
      toStateDict(await tensor.data(), tensor.shape, entry(name).layout),
  };
}

/** Maps are stored channels first; sequences of features become maps one token wide. */
function goldenInput(golden: GoldenCase): tf.Tensor4D {
  const { shape, data } = stored(golden, "input/x");
  return tf.tidy(() => {
    const x = tf.tensor(Float32Array.from(data), [...shape]);
    if (shape.length === 2) return tf.reshape(x, [shape[0]!, shape[1]!, 1, 1]);
    const map = shape.length === 4 ? x : tf.expandDims(x, 3);
    return tf.transpose(map, [0, 2, 3, 1]) as tf.Tensor4D;
  });
}

// deno-lint-ignore no-explicit-any -- the authors' configuration
function backboneOf(config: any) {
  const type: string = config.backbone_type;
  if (type === "none") return { kind: "none" };
  if (type === "parity_backbone") return { kind: "parity", width: config.d_input };
  return { kind: "resnet18", cut: Number(type.split("-")[1]) };
}

const EMBEDDINGS: { [name: string]: string } = {
  "none": "none",
  "custom-rotational-1d": "rotational-1d",
};

// deno-lint-ignore no-explicit-any -- the authors' configuration
function ctmOptions(config: any, backbone: unknown) {
  return {
    ticks: config.iterations,
    neurons: config.d_model,
    inputWidth: config.d_input,
    heads: config.heads,
    memoryLength: config.memory_length,
    deepNlm: config.deep_nlms,
    nlmWidth: config.memory_hidden_dims,
    nlmNorm: config.do_layernorm_nlm,
    synapseDepth: config.synapse_depth,
    neuronSelection: config.neuron_select_type,
    outputPairs: config.n_synch_out,
    actionPairs: config.n_synch_action,
    selfPairs: config.n_random_pairing_self,
    backbone,
    positionalEmbedding: EMBEDDINGS[config.positional_embedding_type],
  };
}

// deno-lint-ignore no-explicit-any -- the authors' configuration
function lstmOptions(config: any, backbone: unknown) {
  return {
    ticks: config.iterations,
    width: config.d_model,
    layers: config.num_layers,
    inputWidth: config.d_input,
    heads: config.heads,
    backbone,
    positionalEmbedding: EMBEDDINGS[config.positional_embedding_type],
  };
}

function pairsOf(golden: GoldenCase): CtmPairs {
  const indices = (which: string, side: string) =>
    Int32Array.from(stored(golden, `buffer/${which}_neuron_indices_${side}`).data);
  return {
    output: { left: indices("out", "left"), right: indices("out", "right") },
    action: { left: indices("action", "left"), right: indices("action", "right") },
  };
}
