import { join } from "node:path";
import { type StoredTensor, writeSafetensors } from "../checkpoint/mod.ts";
import type { Model, ProblemShape } from "../contract/mod.ts";
import { type Backbone, planBackbone } from "../nn/backbone_plan.ts";
import { stateEntries, stateOf } from "../pytorch/mod.ts";
import { theirConfiguration } from "../pytorch/their_configuration.ts";
import { ADAMW, drawBatch, type StepWork } from "./step_work.ts";

/** What a peer is told besides the tensors; names are those of the golden cases. */
interface PeerCase {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** The options that decide how a peer must build a model. */
interface PeerOptions {
  readonly backbone: Backbone;
  readonly head?: string;
}

/**
 * Writes some work for the engines that do not know this project: `case.json` with the authors'
 * constructor and its arguments, loss and optimiser, and `tensors.safetensors` with the parameters
 * (`param/...`), neuron pairs and running statistics (`buffer/...`) and the batch (`input/...`), under
 * the names and in the layouts of the authors' state dictionaries.
 *
 * @param model Built from the work, before any step.
 */
export async function writeCase(folder: string, work: StepWork, model: Model): Promise<void> {
  const peer = peerCase(work);
  const ticks = peer.kind === "ctm" || peer.kind === "lstm";
  const described = {
    ...peer,
    loss: ticks
      ? { name: "image_classification_loss", use_most_certain: true }
      : { name: "cross_entropy" },
    optimizer: {
      name: "AdamW",
      lr: ADAMW.learningRate,
      betas: [ADAMW.beta1, ADAMW.beta2],
      eps: ADAMW.epsilon,
      weight_decay: ADAMW.weightDecay,
    },
  };
  const tensors = new Map([...await namedState(model), ...batchTensors(work)]);
  await Deno.writeTextFile(join(folder, "case.json"), JSON.stringify(described));
  await Deno.writeFile(join(folder, "tensors.safetensors"), writeSafetensors(tensors));
}

/** The constructor of the authors' code, or what stands in for one that it does not have. */
function peerCase({ model: name, options, shape }: StepWork): PeerCase {
  const { backbone, head } = options as PeerOptions;
  const layers = backbone.kind === "small-conv" ? backbone.layers : [];
  if (name === "cnn" && head === "convolution" && /^(none|small-conv)$/.test(backbone.kind)) {
    return { kind: "cnn", config: { small_convolutions: layers } };
  }
  const behind = layers.length === 0
    ? { name, options, shape }
    // What follows the small convolutions reads their map as if it were given.
    : {
      name,
      options: { ...options as object, backbone: { kind: "none" } },
      shape: { ...shape, ...planBackbone(backbone, shape).output } satisfies ProblemShape,
    };
  const theirs = theirConfiguration(behind);
  if (theirs === null) throw new Error(`No peer has a model like this ${name}`);
  const { kind, configuration } = theirs;
  if (layers.length === 0) return { kind, config: configuration };
  return { kind, config: { ...configuration, small_convolutions: layers } };
}

async function namedState(model: Model): Promise<[string, StoredTensor][]> {
  const variables = [...model.parameters, ...model.buffers];
  const entries = stateEntries(variables.map(([name, { shape }]) => ({ name, shape })));
  const trained = new Set(
    entries.filter(({ ours }) => model.parameters.has(ours)).map(({ name }) => name),
  );
  return [...await stateOf(model)].map(([name, tensor]) => [
    `${trained.has(name) ? "param" : "buffer"}/${name}`,
    tensor,
  ]);
}

/** Channels first, as PyTorch has them. */
function batchTensors(work: StepWork): [string, StoredTensor][] {
  const { batchSize, shape: { height, width, channels } } = work;
  const { input, targets } = drawBatch(work);
  const places = height * width;
  const data = new Float32Array(input.length);
  for (let example = 0; example < batchSize; example++) {
    const start = example * places * channels;
    for (let place = 0; place < places; place++) {
      for (let channel = 0; channel < channels; channel++) {
        data[start + channel * places + place] = input[start + place * channels + channel]!;
      }
    }
  }
  return [
    ["input/x", { shape: [batchSize, channels, height, width], data }],
    ["input/targets", { shape: [batchSize], data: targets }],
  ];
}
