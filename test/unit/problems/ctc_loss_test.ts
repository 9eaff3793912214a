import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { ctcLoss } from "../../../src/problems/mod.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { assertGradient, randomTensor } from "../../support/gradients.ts";
import { ctcByCounting, ctcByEnumeration } from "./slow_ctc.ts";

type Logits = number[][][];

onEachBackend("ctcLoss() sums the probabilities of all paths", async () => {
  const cases = [
    { ticks: 1, classes: 3, blank: 2, targets: [[0], [1]] },
    { ticks: 2, classes: 2, blank: 1, targets: [[0], [0]] },
    { ticks: 5, classes: 3, blank: 0, targets: [[1], [2]] },
    { ticks: 5, classes: 4, blank: 3, targets: [[0, 1, 2], [2, 0, 1]] },
    { ticks: 3, classes: 4, blank: 3, targets: [[0, 1, 2], [2, 0, 1]] },
    // Equal neighbours, with as many ticks as they need at least, and a blank in the middle.
    { ticks: 5, classes: 4, blank: 1, targets: [[0, 0, 0], [2, 2, 3], [3, 0, 3]] },
  ];
  for (const { ticks, classes, blank, targets } of cases) {
    const x = tf.tidy(() => tf.mul(randomTensor([targets.length, ticks, classes], "paths"), 2));
    const wanted = tf.tensor2d(targets, undefined, "int32");
    const loss = ctcLoss(x as tf.Tensor3D, wanted, { blank });
    const logits = await x.array() as Logits;
    const expected = targets.map((target, example) =>
      ctcByEnumeration({ logits: logits[example]!, target, blank })
    );
    await assertClose(loss, expected, 2e-6);
    tf.dispose([x, wanted, loss]);
  }
});

onEachBackend("ctcLoss() has the gradient of a central difference", async () => {
  const cases = [
    { shape: [2, 7, 5], blank: 4, targets: [[0, 1, 2], [3, 3, 0]] },
    { shape: [2, 6, 4], blank: 0, targets: [[1, 1, 2], [3, 2, 3]] },
    { shape: [2, 1, 3], blank: 1, targets: [[2], [0]] },
  ];
  for (const { shape, blank, targets } of cases) {
    const x = randomTensor(shape, "logits");
    const wanted = tf.tensor2d(targets, undefined, "int32");
    // Unequal weights: a gradient that ignores that of its value would not agree.
    const weights = tf.tensor1d([0.5, -2]);
    await assertGradient(
      (x) => tf.sum(tf.mul(ctcLoss(x as tf.Tensor3D, wanted, { blank }), weights)),
      [x],
    );
    tf.dispose([x, wanted, weights]);
  }
});

onEachBackend("ctcLoss() keeps its precision over 50 ticks and 30 symbols", async () => {
  const [batch, ticks, length] = [4, 50, 30];
  const classes = length + 1;
  const random = randomFromSeed(2).split("targets");
  const targets = Array.from({ length: batch }, () => [...random.permutation(length)]);
  // Confident logits: some paths are less probable than the smallest float32.
  const x = tf.tidy(() => tf.mul(randomTensor([batch, ticks, classes], "long"), 8)) as tf.Tensor3D;
  const wanted = tf.tensor2d(targets, undefined, "int32");
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
    tf.sum(ctcLoss(x as tf.Tensor3D, wanted, { blank: length }))
  )(x);
  const logits = await x.array();
  const slow = (logits: Logits) =>
    targets.map((target, example) =>
      ctcByCounting({ logits: logits[example]!, target, blank: length })
    ).reduce((a, b) => a + b);
  const expected = slow(logits);
  assertAlmostEquals((await value.data())[0]! / expected, 1, 1e-6);
  // In float64 a small step is exact enough to check single elements.
  const gradient = await grad.array() as Logits;
  for (let check = 0; check < 40; check++) {
    const [b, t, c] = [random.integer(batch), random.integer(ticks), random.integer(classes)];
    const at = (change: number) => {
      const moved = logits.map((rows) => rows.map((row) => [...row]));
      moved[b]![t]![c]! += change;
      return slow(moved);
    };
    const numeric = (at(1e-4) - at(-1e-4)) / 2e-4;
    assertAlmostEquals(gradient[b]![t]![c]!, numeric, 2e-4, `element ${[b, t, c]}`);
  }
  // At every tick both the prediction and the path have probability 1.
  const sums = (gradient as Logits).flat().map((row) => row.reduce((a, b) => a + b));
  assert(sums.every((sum) => Math.abs(sum) < 1e-5), "the gradient of a tick sums to 0");
  tf.dispose([x, wanted, value, grad]);
});

onEachBackend("ctcLoss() of symbols that do not fit is infinite, its gradient NaN", async () => {
  const x = randomTensor([3, 3, 4], "logits") as tf.Tensor3D;
  // Two equal neighbours need a blank: 4 ticks. The second example fits.
  const targets = tf.tensor2d([[0, 0, 1], [0, 1, 2], [2, 2, 2]], undefined, "int32");
  const loss = ctcLoss(x, targets, { blank: 3 });
  const gradient = tf.grad((x: tf.Tensor) =>
    tf.sum(ctcLoss(x as tf.Tensor3D, targets, { blank: 3 }))
  )(x);
  const values = [...await loss.data()];
  assertEquals([values[0], values[2]], [Infinity, Infinity]);
  assert(Number.isFinite(values[1]));
  const finite = (await gradient.array() as Logits).map((rows) => rows.flat().map(Number.isFinite));
  assertEquals(finite, [Array(12).fill(false), Array(12).fill(true), Array(12).fill(false)]);
  tf.dispose([x, targets, loss, gradient]);
});

onEachBackend("ctcLoss() refuses an empty sequence", () => {
  const x = tf.zeros([2, 3, 4]) as tf.Tensor3D;
  const targets = tf.zeros([2, 0], "int32") as tf.Tensor2D;
  assertThrows(() => ctcLoss(x, targets, { blank: 3 }), RangeError, "0 symbols");
  tf.dispose([x, targets]);
  return Promise.resolve();
});
