import { assertEquals, assertThrows } from "@std/assert";
import { ctcLoss, sorting } from "../../../src/problems/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { namedValues } from "../nn/conformance_fill.ts";
import { predictionOfTheirs } from "./predictions.ts";

onEachBackend("sorting() has the loss of appendix A", async () => {
  const values = namedValues("sort", 56).map((value) => 2 * value);
  const prediction = predictionOfTheirs(values, [2, 1, 4, 7]);
  const targets = tf.tensor2d([[2, 0, 1], [0, 1, 2]], undefined, "int32");
  const problem = sorting();
  const [loss, byTick, tick] = [
    problem.loss(prediction, targets),
    problem.lossByTick(prediction, targets),
    problem.readoutTick(prediction),
  ];
  await assertClose(loss, [1.5396017]);
  const each = tf.tidy(() =>
    tf.div(ctcLoss(tf.squeeze(prediction.logits, [2]), targets, { blank: 3 }), 3)
  );
  assertEquals(byTick.shape, [2, 1]);
  await assertClose(byTick, await each.data());
  assertEquals([tick.dtype, [...await tick.data()]], ["int32", [0, 0]]);
  tf.dispose([prediction, targets, loss, byTick, tick, each]);
});

onEachBackend("sorting() answers as its ticks tell, filled with blanks", async () => {
  // Of three numbers; 3 is blank. The second row tells four, the last one again.
  const told = [[3, 2, 2, 0, 3, 0], [1, 3, 0, 1, 2, 2], [3, 3, 3, 3, 3, 3]];
  const logits = tf.tidy(() =>
    tf.mul(
      tf.reshape(tf.oneHot(tf.tensor2d(told, undefined, "int32"), 4), [3, 6, 1, 4]),
      Math.log(27),
    )
  ) as tf.Tensor4D;
  const certainty = tf.tensor2d([[0, 1, 0, 1, 0, 1], [1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0.6]]);
  const answers = await sorting().answers({ logits, certainty });
  assertEquals([answers.reads, answers.positions, answers.classes], [1, 3, 4]);
  assertEquals([...answers.predicted as Int32Array], [2, 0, 3, 1, 0, 1, 3, 3, 3]);
  const [confidence, sure] = [answers.confidence, answers.certainty].map((values) =>
    tf.tensor1d(values as Float32Array)
  ) as [tf.Tensor, tf.Tensor];
  // Every tick holds its class 27 / 30 probable.
  await assertClose(confidence, [0.9 * 2 / 3, 0.9, 0]);
  await assertClose(sure, [0.5, 1, 0.1]);
  tf.dispose([logits, certainty, confidence, sure]);
});

onEachBackend("sorting() refuses fewer ticks than numbers", () => {
  const prediction = {
    logits: tf.zeros([1, 2, 1, 4]) as tf.Tensor4D,
    certainty: tf.zeros([1, 2]) as tf.Tensor2D,
  };
  const targets = tf.tensor2d([[0, 1, 2]], undefined, "int32");
  assertThrows(
    () => sorting().loss(prediction, targets),
    RangeError,
    "Cannot tell the order of 3 numbers in 2 ticks",
  );
  tf.dispose([prediction, targets]);
  return Promise.resolve();
});
