import type { Prediction } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { compareLoss } from "./compare_loss.ts";
import type { Comparison } from "./comparison.ts";
import { stored } from "./fixture_case.ts";
import { type Observed, recordObservations } from "./observed.ts";
import type { OpenedModel } from "./opened_model.ts";
import { problemOfLoss } from "./problem_of_loss.ts";
import { ticksLast } from "./tick_axis.ts";

/** What a model reports at every tick, by our name and theirs. */
const PER_TICK: readonly (readonly [observed: string, theirs: string])[] = [
  ["preActivations", "pre_activations"],
  ["postActivations", "post_activations"],
  // Their LSTM calls its hidden state so.
  ["postActivations", "activations"],
  ["synchronisationOutput", "synch_out"],
  ["synchronisationAction", "synch_action"],
  ["attention", "attention"],
  ["embedding", "embedding"],
];

/**
 * Compares one forward pass: predictions, everything that is tracked at every tick, features, the
 * loss with its ticks, and the running statistics after a pass in training. The statistics are put
 * back, as gradients are computed from the start as well.
 */
export async function compareForward(opened: OpenedModel, comparison: Comparison): Promise<void> {
  const observed = recordObservations();
  try {
    await compareObserved(opened, comparison, observed);
  } finally {
    observed.dispose();
  }
}

async function compareObserved(
  opened: OpenedModel,
  comparison: Comparison,
  observed: Observed,
): Promise<void> {
  const { model, input, targets, mode, loss: call } = opened;
  const before = [...model.buffers.values()].map((buffer) => tf.clone(buffer));
  const prediction = model.forward(input, { mode, observe: observed.observe });
  await comparePrediction(comparison, prediction);
  for (const [name, theirs] of PER_TICK) {
    await compareAll(comparison, `expected/${theirs}`, observed.all(name));
  }
  const last = observed.all("synchronisationOutput").at(-1);
  if (last) await comparison.compareStored("expected/synchronisation", last);
  await compareFeatures(comparison, observed);
  await compareBuffers(opened, comparison, observed.all("features").length);
  [...model.buffers.values()].forEach((buffer, i) => buffer.assign(before[i]!));
  const problem = problemOfLoss(call, prediction.logits.shape[1]);
  await compareLoss(comparison, "loss", { problem, call, prediction, targets });
  tf.dispose([prediction, ...before]);
}

async function comparePrediction(
  comparison: Comparison,
  { logits, certainty }: Prediction,
): Promise<void> {
  const [predictions, certainties] = tf.tidy((): [tf.Tensor, tf.Tensor] => [
    ticksLast(logits),
    tf.stack([tf.sub(1, certainty), certainty], 1),
  ]);
  await comparison.compareStored("expected/predictions", predictions);
  await comparison.compareStored("expected/certainties", certainties);
  tf.dispose([predictions, certainties]);
}

async function compareAll(
  comparison: Comparison,
  name: string,
  values: readonly tf.Tensor[],
): Promise<void> {
  if (values.length === 0 || !comparison.fixture.entries.has(name)) return;
  const all = tf.stack([...values]);
  await comparison.compareStored(name, all);
  all.dispose();
}

/** What comes before the ticks: maps of features and places channels first, then the tokens. */
async function compareFeatures(comparison: Comparison, observed: Observed): Promise<void> {
  const channelsFirst = (map: tf.Tensor) => tf.transpose(map, [0, 3, 1, 2]);
  const { entries } = comparison.fixture;
  const maps = tf.tidy(() => ({
    features: observed.all("features").map(channelsFirst),
    // Ours has batch 1; theirs may be repeated over the batch.
    places: observed.all("positionalEmbedding").map((places) =>
      tf.tile(channelsFirst(places), [entries.get("expected/pos_emb")?.shape[0] ?? 1, 1, 1, 1])
    ),
  }));
  await compareAll(comparison, "expected/features", maps.features);
  await compareAll(comparison, "expected/pos_emb", maps.places);
  await compareAll(comparison, "expected/kv", observed.all("keyValue"));
  tf.dispose([...maps.features, ...maps.places]);
}

/**
 * Running statistics, and how many batches they have seen: as many more as the backbone was looked
 * through in training.
 */
async function compareBuffers(
  { model, mode, theirName, toTheirs }: OpenedModel,
  comparison: Comparison,
  looks: number,
): Promise<void> {
  const { fixture } = comparison;
  for (const [ours, buffer] of model.buffers) {
    const name = theirName(ours);
    await comparison.compareStored(`expected/buffer_after/${name}`, await toTheirs(ours, buffer));
    const counter = name.replace(/running_mean$/, "num_batches_tracked");
    if (counter === name || !fixture.entries.has(`expected/buffer_after/${counter}`)) continue;
    const seen = stored(fixture, `buffer/${counter}`).data[0]! + (mode === "train" ? looks : 0);
    comparison.compare(`expected/buffer_after/${counter}`, [seen]);
  }
}
