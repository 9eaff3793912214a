import { assertEquals } from "@std/assert";
import { classification } from "../../../src/problems/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { assertGradient, randomTensor } from "../../support/gradients.ts";
import { namedValues } from "../nn/conformance_fill.ts";
import { predictionOf, predictionOfTheirs } from "./predictions.ts";

onEachBackend("classification() has the loss of appendix A", async () => {
  const values = namedValues("pred", 60).map((value) => 2 * value);
  const prediction = predictionOfTheirs(values, [3, 1, 4, 5]);
  const targets = tf.tensor2d([[0], [2], [3]], undefined, "int32");
  for (
    const [readout, ticks, value] of [
      ["most certain", [3, 0, 0], 1.6253424],
      ["last", [4, 4, 4], 1.2086062],
    ] as const
  ) {
    const problem = classification(readout);
    const loss = problem.loss(prediction, targets);
    const tick = problem.readoutTick(prediction);
    await assertClose(loss, [value], 1e-6);
    assertEquals([...await tick.data()], [...ticks]);
    tf.dispose([loss, tick]);
  }
  tf.dispose([prediction, targets]);
});

onEachBackend("classification() takes the first of equal ticks and of equal classes", async () => {
  // Three equal ticks, on which classes 1 and 2 are equal, too.
  const row = [[0, 3, 3]];
  const prediction = predictionOf([[row, row, row]]);
  const targets = tf.tensor2d([[1]], undefined, "int32");
  const problem = classification();
  const tick = problem.readoutTick(prediction);
  const gradient = tf.grad((logits: tf.Tensor) =>
    problem.loss({ ...prediction, logits: logits as tf.Tensor4D }, targets)
  )(prediction.logits);
  const { predicted } = await problem.answers(prediction);
  assertEquals([...await tick.data()], [0]);
  assertEquals([...predicted as Int32Array], [1, 1, 1]);
  // Both choices fall on the first tick: softmax less one-hot there, nothing elsewhere.
  const small = 1 / (1 + 2 * Math.exp(3));
  const large = Math.exp(3) * small;
  await assertClose(gradient, [small, large - 1, large, 0, 0, 0, 0, 0, 0]);
  tf.dispose([prediction, targets, tick, gradient]);
});

onEachBackend("classification() of one tick is cross-entropy", async () => {
  const prediction = predictionOf([[[[Math.log(3), 0]]], [[[0, 0]]]]);
  const targets = tf.tensor2d([[0], [1]], undefined, "int32");
  const problem = classification();
  const loss = problem.loss(prediction, targets);
  const byTick = problem.lossByTick(prediction, targets);
  await assertClose(byTick, [-Math.log(3 / 4), Math.log(2)]);
  await assertClose(loss, [(Math.log(2) - Math.log(3 / 4)) / 2]);
  tf.dispose([prediction, targets, loss, byTick]);
});

onEachBackend("classification() answers with class, probability and certainty", async () => {
  const prediction = predictionOf([[[[Math.log(3), 0]], [[0, Math.log(9)]]]]);
  const answers = await classification().answers(prediction);
  assertEquals([answers.reads, answers.positions, answers.classes], [2, 1, 2]);
  assertEquals([...answers.predicted as Int32Array], [0, 1]);
  const entropy = (p: number) => -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
  const [confidence, certainty] = [answers.confidence, answers.certainty].map((values) =>
    tf.tensor1d(values as Float32Array)
  ) as [tf.Tensor, tf.Tensor];
  await assertClose(confidence, [3 / 4, 9 / 10]);
  await assertClose(certainty, [1 - entropy(3 / 4), 1 - entropy(9 / 10)]);
  tf.dispose([prediction, confidence, certainty]);
});

onEachBackend("classification() has the gradient of a central difference", async () => {
  const logits = randomTensor([3, 4, 1, 5], "logits");
  const certainty = randomTensor([3, 4], "certainty") as tf.Tensor2D;
  const targets = tf.tensor2d([[0], [4], [2]], undefined, "int32");
  await assertGradient(
    (logits) => classification().loss({ logits: logits as tf.Tensor4D, certainty }, targets),
    [logits],
  );
  tf.dispose([logits, certainty, targets]);
});
