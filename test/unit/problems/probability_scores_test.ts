import { assertAlmostEquals, assertEquals, assertExists } from "@std/assert";
import {
  classification,
  mazes,
  probabilityScores,
  questionAnswering,
  sorting,
} from "../../../src/problems/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { predictionOf } from "./predictions.ts";

onEachBackend("scores are those of the definition, tick by tick", async () => {
  // Probabilities 3/4, 1/4 and then 1/10, 9/10; the second class is right.
  const prediction = predictionOf([[[[Math.log(3), 0]], [[0, Math.log(9)]]]]);
  const targets = tf.tensor2d([[1]], undefined, "int32");
  const { logLoss, brier } = probabilityScores(prediction.logits, targets);
  await assertClose(logLoss, [Math.log(4), -Math.log(0.9)]);
  await assertClose(brier, [2 * 0.75 ** 2, 2 * 0.1 ** 2]);
  tf.dispose([prediction, targets, logLoss, brier]);
});

onEachBackend("scores are means over positions, also those that a loss leaves out", async () => {
  const prediction = predictionOf([[[[2, 0, 0], [0, 0, 5], [1, 1, 1]]]]);
  const targets = tf.tensor2d([[0, 0, 2]], undefined, "int32");
  const scores = mazes({ lookahead: 1 }).scores(prediction, targets);
  assertExists(scores);
  const soft = (values: number[]) => {
    const sum = values.reduce((total, value) => total + Math.exp(value), 0);
    return values.map((value) => Math.exp(value) / sum);
  };
  const rows = [[2, 0, 0], [0, 0, 5], [1, 1, 1]].map(soft);
  const right = [0, 0, 2];
  const logLoss = rows.reduce((sum, row, i) => sum - Math.log(row[right[i]!]!) / 3, 0);
  const brier = rows.reduce(
    (sum, row, i) =>
      sum + row.reduce((all, p, c) => all + (p - (c === right[i] ? 1 : 0)) ** 2, 0) / 3,
    0,
  );
  await assertClose(scores.logLoss, [logLoss]);
  await assertClose(scores.brier, [brier]);
  tf.dispose([prediction, targets, scores]);
});

onEachBackend("a certainly wrong answer has a finite log loss and a Brier score of 2", async () => {
  const prediction = predictionOf([[[[500, 0]]], [[[0, 500]]]]);
  const targets = tf.tensor2d([[1], [1]], undefined, "int32");
  const { logLoss, brier } = probabilityScores(prediction.logits, targets);
  await assertClose(logLoss, [500, 0]);
  await assertClose(brier, [2, 0]);
  tf.dispose([prediction, targets, logLoss, brier]);
});

onEachBackend(
  "equal probabilities score ln C and 1 - 1/C, which a diverged run counts at",
  async () => {
    const prediction = predictionOf([[[[1, 1, 1, 1]]]]);
    const targets = tf.tensor2d([[2]], undefined, "int32");
    const { logLoss, brier } = probabilityScores(prediction.logits, targets);
    assertAlmostEquals((await logLoss.data())[0]!, Math.log(4), 1e-6);
    assertAlmostEquals((await brier.data())[0]!, 3 / 4, 1e-6);
    tf.dispose([prediction, targets, logLoss, brier]);
  },
);

onEachBackend("question answering scores its last ticks, sorting has no scores", async () => {
  const prediction = predictionOf([[[[9, 0]], [[0, Math.log(3)]]]]);
  const targets = tf.tensor2d([[1]], undefined, "int32");
  const before = tf.memory().numTensors;
  const scores = questionAnswering({ answerTicks: 1 }).scores(prediction, targets);
  assertEquals(tf.memory().numTensors - before, 2, "only the scores are kept");
  await assertClose(scores!.logLoss, [-Math.log(3 / 4)]);
  assertEquals(sorting().scores(prediction, targets), null);
  const plain = classification().scores(prediction, targets);
  assertEquals(plain!.brier.shape, [1, 2]);
  tf.dispose([prediction, targets, scores!, plain!]);
});
