import { assertEquals, assertThrows } from "@std/assert";
import { classification, questionAnswering } from "../../../src/problems/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { randomTensor } from "../../support/gradients.ts";

for (const readout of ["most certain", "last"] as const) {
  onEachBackend(`questionAnswering() sees the last ticks only, ${readout}`, async () => {
    const [batch, heard, answerTicks] = [4, 5, 3];
    const answer = randomTensor([batch, answerTicks, 1, 10], "answer");
    const answerCertainty = randomTensor([batch, answerTicks], "certainty") as tf.Tensor2D;
    // The ticks before are surer and nearer to the targets than any answer.
    const targets = tf.tensor2d([[3], [1], [9], [0]], undefined, "int32");
    const before = tf.tidy(() =>
      tf.mul(tf.tile(tf.reshape(tf.oneHot(targets, 10), [batch, 1, 1, 10]), [1, heard, 1, 1]), 20)
    );
    const certainty = tf.tidy(() =>
      tf.concat([tf.fill([batch, heard], 9), answerCertainty], 1)
    ) as tf.Tensor2D;
    const whole = (answer: tf.Tensor) => tf.concat([before, answer], 1) as tf.Tensor4D;
    const problem = questionAnswering({ readout, answerTicks });
    const reference = classification(readout);
    const expected = {
      logits: answer as tf.Tensor4D,
      certainty: answerCertainty,
    };
    const prediction = { logits: whole(answer), certainty };

    const got = tf.valueAndGrad((logits: tf.Tensor) =>
      problem.loss({ logits: logits as tf.Tensor4D, certainty }, targets)
    )(prediction.logits);
    const wanted = tf.valueAndGrad((logits: tf.Tensor) =>
      reference.loss({ ...expected, logits: logits as tf.Tensor4D }, targets)
    )(answer);
    await assertClose(got.value, await wanted.value.data());
    const padded = tf.pad(wanted.grad, [[0, 0], [heard, 0], [0, 0], [0, 0]]);
    await assertClose(got.grad, await padded.data());

    const pairs: [tf.Tensor, tf.Tensor][] = [
      [problem.lossByTick(prediction, targets), reference.lossByTick(expected, targets)],
      [problem.readoutTick(prediction), reference.readoutTick(expected)],
    ];
    for (const [mine, theirs] of pairs) {
      assertEquals(mine.shape, theirs.shape);
      await assertClose(mine, await theirs.data());
    }
    assertEquals(await problem.answers(prediction), await reference.answers(expected));
    tf.dispose([answer, answerCertainty, targets, before, prediction, padded]);
    tf.dispose([got.value, got.grad, wanted.value, wanted.grad, ...pairs.flat()]);
  });
}

onEachBackend("questionAnswering() refuses more answer ticks than there are ticks", () => {
  const prediction = {
    logits: tf.zeros([1, 2, 1, 3]) as tf.Tensor4D,
    certainty: tf.zeros([1, 2]) as tf.Tensor2D,
  };
  assertThrows(
    () => questionAnswering({ answerTicks: 3 }).readoutTick(prediction),
    RangeError,
    "Cannot read 3 answer ticks of a prediction with 2",
  );
  tf.dispose(prediction);
  return Promise.resolve();
});
