import { assert } from "@std/assert";
import { classification, twoTickLoss } from "../../src/problems/mod.ts";
import { createAdamw } from "../../src/training/adamw.ts";
import * as tf from "../../src/tensor/tf.ts";
import { onEachBackend } from "../support/backends.ts";
import { errorOverTolerance, type GoldenCase, readGoldenCase } from "../support/golden_case.ts";
import { buildGoldenModel, type GoldenModel } from "../support/golden_model.ts";

const CASES = [
  "ctm_pairing_depth1",
  "ctm_pairing_self_unet3",
  "ctm_firstlast_unet2_linear",
  "ctm_random_unet5_lnnlm",
  "ctm_one_tick_widening",
  "ctm_resnet18-2_none_train",
  "lstm_1layer",
  "lstm_2layers_parity",
  "lstm_3layers",
  "ff_resnet18-1",
];

/** Names of observed tensors in the cases, and the order of their axes there. */
const PER_TICK: { readonly [observed: string]: string } = {
  preActivations: "pre_activations",
  postActivations: "post_activations",
  synchronisationOutput: "synch_out",
  synchronisationAction: "synch_action",
  attention: "attention",
};

/** Compares tensor after tensor and remembers the worst. */
class Comparison {
  worst = 0;
  where = "nothing";
  readonly compared = new Set<string>();
  readonly failures: string[] = [];
  constructor(readonly golden: GoldenCase) {}

  compare(name: string, got: ArrayLike<number>): void {
    const error = errorOverTolerance(this.golden, name, got);
    this.compared.add(name);
    if (error > this.worst) [this.worst, this.where] = [error, name];
    if (!(error <= 1)) this.failures.push(`${name}: ${error.toFixed(2)} of its tolerance`);
  }

  /** Compares if the case stores that tensor. */
  async compareStored(name: string, tensor: tf.Tensor): Promise<void> {
    if (this.golden.entries.has(name)) this.compare(name, await tensor.data());
  }
}

for (const name of CASES) {
  onEachBackend(`golden ${name}: forward, loss, gradients, optimiser steps`, async (backend) => {
    const golden = readGoldenCase(name);
    const comparison = new Comparison(golden);
    const built = buildGoldenModel(golden);
    await compareForward(built, comparison);
    await compareTraining(built, comparison);
    built.model.dispose();
    tf.dispose([built.input, built.targets]);

    const missed = [...golden.entries.keys()].filter((entry) =>
      !/^(param|buffer|input)\//.test(entry) && !comparison.compared.has(entry) &&
      !entry.endsWith("num_batches_tracked")
    );
    console.log(
      `${name} [${backend}]: ${comparison.compared.size} tensors, worst ${
        comparison.worst.toFixed(3)
      } of its tolerance at ${comparison.where}`,
    );
    assert(missed.length === 0, `not compared: ${missed.join(", ")}`);
    assert(comparison.failures.length === 0, comparison.failures.join("\n"));
  });
}

async function compareForward(built: GoldenModel, comparison: Comparison): Promise<void> {
  const { model, input, targets } = built;
  const { golden } = comparison;
  const once = new Map<string, tf.Tensor>();
  const perTick = new Map<string, tf.Tensor[]>();
  const before = new Map([...model.buffers].map(([name, buffer]) => [name, buffer.clone()]));
  const prediction = model.forward(input, {
    mode: golden.info.mode === "train" ? "train" : "evaluate",
    observe: (name, tick, value) => {
      const copy = tf.keep(value.clone());
      if (tick === 0) once.set(name, copy);
      else perTick.set(name, [...perTick.get(name) ?? [], copy]);
    },
  });
  await compareOutputs(built, comparison, prediction);

  const channelsFirst = (map: tf.Tensor) => tf.tidy(() => tf.transpose(map, [0, 3, 1, 2]));
  const renamed: [string, tf.Tensor][] = [
    ["features", channelsFirst(once.get("features")!)],
    ...(once.has("positionalEmbedding")
      ? [["pos_emb", positionsForBatch(golden, once.get("positionalEmbedding")!)] as [
        string,
        tf.Tensor,
      ]]
      : []),
    ...(once.has("keyValue") ? [["kv", once.get("keyValue")!] as [string, tf.Tensor]] : []),
  ];
  for (const [theirs, tensor] of renamed) {
    await comparison.compareStored(`expected/${theirs}`, tensor);
  }
  for (const [observed, tensors] of perTick) {
    const stacked = tf.stack(tensors);
    const theirs = observed === "postActivations" && golden.info.kind === "lstm"
      ? "activations"
      : PER_TICK[observed];
    await comparison.compareStored(`expected/${theirs}`, stacked);
    stacked.dispose();
  }
  const lastSynchronisation = perTick.get("synchronisationOutput")?.at(-1);
  if (lastSynchronisation) {
    await comparison.compareStored("expected/synchronisation", lastSynchronisation);
  }
  for (const [name, buffer] of model.buffers) {
    const theirs = `expected/buffer_after/${built.theirName(name)}`;
    if (golden.entries.has(theirs)) comparison.compare(theirs, await built.toTheirs(name, buffer));
    buffer.assign(before.get(name)!);
  }
  const problem = problemOf(golden);
  const losses = problem.lossByTick(prediction, targets);
  const readout = problem.readoutTick(prediction);
  const best = tf.argMin(losses, 1);
  const value = twoTickLoss(losses, readout);
  await comparison.compareStored("loss/per_tick", losses);
  await comparison.compareStored("loss/index1", best);
  await comparison.compareStored("loss/value", value);
  if (golden.entries.has("loss/index2")) {
    // The authors report the last tick as -1.
    const last = golden.info.loss.use_most_certain === false;
    const size = golden.entries.get("loss/index2")!.shape.reduce((a, b) => a * b, 1);
    const ticks = await readout.data();
    comparison.compare("loss/index2", last ? new Array(size).fill(-1) : ticks);
    if (last) assert(ticks.every((tick) => tick === model.ticks - 1));
  }
  tf.dispose([
    prediction,
    losses,
    readout,
    best,
    value,
    ...renamed.map(([, tensor]) => tensor),
    ...once.values(),
    ...[...perTick.values()].flat(),
    ...before.values(),
  ]);
}

/** Ours has batch 1; the authors' may be repeated over the batch. */
function positionsForBatch(golden: GoldenCase, embedding: tf.Tensor): tf.Tensor {
  const batch = golden.entries.get("expected/pos_emb")!.shape[0]!;
  return tf.tidy(() => tf.tile(tf.transpose(embedding, [0, 3, 1, 2]), [batch, 1, 1, 1]));
}

async function compareOutputs(
  { input }: GoldenModel,
  comparison: Comparison,
  { logits, certainty }: { logits: tf.Tensor4D; certainty: tf.Tensor2D },
): Promise<void> {
  const [batch, ticks] = certainty.shape;
  const ticksLast = tf.tidy(() =>
    tf.transpose(tf.reshape(logits, [input.shape[0], ticks, -1]), [0, 2, 1])
  );
  const entropyAndCertainty = tf.tidy(() =>
    tf.concat([
      tf.reshape(tf.sub(1, certainty), [batch, 1, ticks]),
      tf.reshape(certainty, [batch, 1, ticks]),
    ], 1)
  );
  await comparison.compareStored("expected/predictions", ticksLast);
  await comparison.compareStored("expected/certainties", entropyAndCertainty);
  tf.dispose([ticksLast, entropyAndCertainty]);
}

function problemOf(golden: GoldenCase) {
  return classification(golden.info.loss.use_most_certain === false ? "last" : "most certain");
}

async function compareTraining(built: GoldenModel, comparison: Comparison): Promise<void> {
  const { model, input, targets } = built;
  const { golden } = comparison;
  const { betas: [beta1, beta2], eps, weight_decay, lr, steps } = golden.info.optimizer;
  const variables = [...model.parameters.values()];
  const optimiser = createAdamw(variables, {
    beta1,
    beta2,
    epsilon: eps,
    weightDecay: weight_decay,
    clipNorm: null,
  });
  const problem = problemOf(golden);
  for (let step = 1; step <= steps; step++) {
    const { value, grads } = tf.variableGrads(
      () => problem.loss(model.forward(input, { mode: "train" }), targets),
      variables,
    );
    if (step === 1) {
      for (const [name, variable] of model.parameters) {
        const theirs = built.theirName(name);
        const gradient = grads[variable.name];
        if (golden.info.grad_none.includes(theirs)) {
          assert(!gradient, `${theirs} should have no gradient`);
          continue;
        }
        assert(gradient, `${theirs} has no gradient`);
        comparison.compare(`grad/${theirs}`, await built.toTheirs(name, gradient));
      }
    }
    tf.dispose([optimiser.step(grads, lr), value, grads]);
    const prefix = step === 1 ? "step" : step === 3 ? "step3" : null;
    if (prefix === null) continue;
    for (const [name, variable] of model.parameters) {
      const theirs = `${prefix}/${built.theirName(name)}`;
      if (golden.entries.has(theirs)) {
        comparison.compare(theirs, await built.toTheirs(name, variable));
      }
    }
  }
  optimiser.dispose();
}
