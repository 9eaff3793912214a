import { assertEquals, assertThrows } from "@std/assert";
import type { Prediction } from "../../../src/contract/mod.ts";
import { certaintyOf } from "../../../src/nn/mod.ts";
import { curriculumReach, mazeLossByTick, mazes } from "../../../src/problems/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { assertGradient, randomTensor } from "../../support/gradients.ts";
import { namedValues } from "../nn/conformance_fill.ts";
import { predictionOfTheirs } from "./predictions.ts";

onEachBackend("mazes() has the loss of appendix A", async () => {
  const targets = [[1, 4, 2, 0, 3, 1, 4, 2], [0, 3, 1, 4, 2, 0, 3, 1]];
  const [positions, classes, ticks] = [8, 5, 4];
  const values = namedValues("maze", 2 * positions * classes * ticks).map((value) => 3 * value);
  for (const position of [0, 1, 2]) {
    const first = (position * classes + targets[0]![position]!) * ticks;
    for (let tick = 0; tick < ticks; tick++) values[first + tick]! += 8;
  }
  const prediction = predictionOfTheirs(values, [2, positions, classes, ticks]);
  const wanted = tf.tensor2d(targets, undefined, "int32");
  const reach = curriculumReach(prediction.logits, wanted, { lookahead: 5 });
  assertEquals([...await reach.data()], [7, 5]);
  for (
    const [readout, tick, value] of [
      ["most certain", [0, 3], 1.7413232],
      ["last", [3, 3], 2.1160967],
    ] as const
  ) {
    const problem = mazes({ readout });
    const [loss, read] = [problem.loss(prediction, wanted), problem.readoutTick(prediction)];
    await assertClose(loss, [value]);
    assertEquals([...await read.data()], [...tick]);
    tf.dispose([loss, read]);
  }
  tf.dispose([prediction, wanted, reach]);
});

/** A prediction whose largest logit is at the given steps, `[batch][ticks][positions]`. */
function choosing(steps: number[][][], classes = 5): Prediction {
  return tf.tidy(() => {
    const logits = tf.cast(tf.oneHot(tf.tensor3d(steps, undefined, "int32"), classes), "float32");
    return { logits: logits as tf.Tensor4D, certainty: certaintyOf(logits as tf.Tensor4D) };
  });
}

/** Cross-entropy of a position of {@link choosing} with 5 classes. */
const RIGHT = Math.log(1 + 4 / Math.E);
const WRONG = Math.log(Math.E + 4);

onEachBackend("mazeLossByTick() masks all ticks by the best one", async () => {
  const targets = tf.tensor2d([[1, 1, 1, 1, 1, 1]], undefined, "int32");
  const lossOf = async (steps: number[][], lookahead: number) => {
    const { logits, certainty } = choosing([steps]);
    const reach = curriculumReach(logits, targets, { lookahead });
    const losses = mazeLossByTick(logits, targets, { lookahead });
    const result = { reach: (await reach.data())[0]!, losses: [...await losses.data()] };
    tf.dispose([logits, certainty, reach, losses]);
    return result;
  };
  const same = ({ losses }: { losses: number[] }, expected: number[]) => {
    const tensor = tf.tensor1d(losses);
    return assertClose(tensor, expected).finally(() => tensor.dispose());
  };
  // Two right at tick 1, with a right step behind the first wrong one: 2 - 1 + 2 positions.
  const middle = await lossOf([[0, 1, 1, 1, 1, 1], [1, 1, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1]], 2);
  assertEquals(middle.reach, 3);
  await same(middle, [
    (WRONG + 2 * RIGHT) / 3,
    (2 * RIGHT + WRONG) / 3,
    WRONG,
  ]);
  // Nothing right counts as the first position right.
  const nothing = await lossOf([[0, 1, 1, 1, 1, 1]], 2);
  assertEquals(nothing.reach, 2);
  await same(nothing, [(WRONG + RIGHT) / 2]);
  // All right: the reach passes the end of the route, the mask does not.
  const all = await lossOf([[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0]], 5);
  assertEquals(all.reach, 10);
  await same(all, [RIGHT, (5 * RIGHT + WRONG) / 6]);
  targets.dispose();
});

onEachBackend("mazes() of a route of one step and one tick", async () => {
  const prediction = choosing([[[2]], [[3]]]);
  const targets = tf.tensor2d([[2], [4]], undefined, "int32");
  const loss = mazes().loss(prediction, targets);
  await assertClose(loss, [(RIGHT + WRONG) / 2]);
  tf.dispose([prediction, targets, loss]);
});

onEachBackend("mazes() takes the first of equal logits as the step", async () => {
  const logits = tf.zeros([1, 1, 3, 5]) as tf.Tensor4D;
  const reachFor = async (step: number) => {
    const targets = tf.tensor2d([[step, step, step]], undefined, "int32");
    const reach = curriculumReach(logits, targets, { lookahead: 5 });
    const value = (await reach.data())[0];
    tf.dispose([targets, reach]);
    return value;
  };
  assertEquals(await reachFor(0), 3 - 1 + 5);
  assertEquals(await reachFor(1), 1 - 1 + 5);
  logits.dispose();
});

onEachBackend("mazes() has the gradient of a central difference", async () => {
  const logits = randomTensor([3, 4, 7, 5], "logits");
  const certainty = randomTensor([3, 4], "certainty") as tf.Tensor2D;
  const targets = tf.tensor2d(
    [
      [0, 1, 2, 3, 4, 0, 1],
      [2, 2, 2, 2, 4, 4, 4],
      [1, 0, 3, 4, 4, 4, 4],
    ],
    undefined,
    "int32",
  );
  const problem = mazes({ readout: "last", lookahead: 3 });
  await assertGradient(
    (logits) => problem.loss({ logits: logits as tf.Tensor4D, certainty }, targets),
    [logits],
  );
  tf.dispose([logits, certainty, targets]);
});

Deno.test("mazes() refuses a lookahead that could leave no position", () => {
  assertThrows(() => mazes({ lookahead: 0 }), RangeError, "at least 1, not 0");
});
