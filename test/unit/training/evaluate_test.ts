import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Batch, Model } from "../../../src/contract/mod.ts";
import { classification, sorting } from "../../../src/problems/mod.ts";
import { certaintyOf } from "../../../src/nn/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { evaluate } from "../../../src/training/mod.ts";
import { onEachBackend } from "../../support/backends.ts";

/** A model that shows the input, `[batch, ticks, classes, 1]`, as logits. */
const echo: Model = {
  parameters: new Map(),
  buffers: new Map(),
  ticks: 2,
  forward: (input) =>
    tf.tidy(() => {
      if ("digits" in input) throw new Error("not used");
      const [batch, ticks, classes] = input.shape;
      const logits = tf.reshape(input, [batch, ticks, 1, classes]) as tf.Tensor4D;
      return { logits, certainty: certaintyOf(logits) };
    }),
  dispose: () => {},
};

/** Three examples of two ticks and three classes, in batches of two and one. */
const LOGITS = [[[2, 0, 0], [0, 3, 0]], [[0, 0, 0], [0, 0, 4]], [[1, 0, 0], [0, 1, 2]]];
const LABELS = [1, 2, 0];

function batches() {
  const batch = (from: number, to: number): Batch => ({
    input: tf.tensor4d(LOGITS.slice(from, to).flat(2), [to - from, 2, 3, 1]),
    targets: tf.tensor2d(LABELS.slice(from, to).map((label) => [label]), undefined, "int32"),
  });
  return {
    examples: 3,
    *each() {
      yield batch(0, 2);
      yield batch(2, 3);
    },
  };
}

onEachBackend("evaluate() keeps the scores of every example and tick", async () => {
  const before = tf.memory().numTensors;
  const { predictions, accuracy, loss } = await evaluate(
    { model: echo, problem: classification() },
    batches(),
  );
  assertEquals(tf.memory().numTensors, before, "nothing is left behind");
  const soft = (row: number[]) => {
    const sum = row.reduce((total, value) => total + Math.exp(value), 0);
    return row.map((value) => Math.exp(value) / sum);
  };
  const expected = LOGITS.flatMap((ticks, example) =>
    ticks.map((row) => {
      const p = soft(row);
      const right = LABELS[example]!;
      return {
        logLoss: -Math.log(p[right]!),
        brier: p.reduce((sum, one, c) => sum + (one - (c === right ? 1 : 0)) ** 2, 0),
      };
    })
  );
  expected.forEach((one, cell) => {
    assertAlmostEquals(predictions.logLoss![cell]!, one.logLoss, 1e-5);
    assertAlmostEquals(predictions.brier![cell]!, one.brier, 1e-5);
  });
  // The log loss of cross-entropy is the loss, and scores change neither it nor the accuracy.
  assertAlmostEquals(accuracy, 2 / 3, 1e-12);
  const read = [1, 1, 1].map((tick, example) => predictions.logLoss![2 * example + tick]!);
  assertAlmostEquals(loss, read.reduce((sum, one) => sum + one, 0) / 3, 1e-5);
}, ["cpu", "wasm", "wasm composite"]);

onEachBackend(
  "evaluate() has no scores where answers have no probability of their own",
  async () => {
    const order = {
      examples: 1,
      *each() {
        yield {
          input: tf.ones([1, 4, 3, 1]) as tf.Tensor4D,
          targets: tf.tensor2d([[1, 0]], undefined, "int32") as tf.Tensor2D,
        };
      },
    };
    const { predictions } = await evaluate({ model: echo, problem: sorting() }, order);
    assertEquals([predictions.logLoss, predictions.brier], [null, null]);
  },
  ["cpu"],
);
