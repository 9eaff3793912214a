import { assertEquals } from "@std/assert";
import { parity } from "../../../src/problems/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { predictionOf } from "./predictions.ts";

/** Logits of the probability of class 1. */
const chance = (p: number) => [Math.log(1 - p), Math.log(p)];

onEachBackend("parity() averages over positions, then over two ticks", async () => {
  // Tick 1 is surest, tick 0 the best for the first example, tick 2 for the second.
  const prediction = predictionOf([
    [[0.4, 0.6], [0.9, 0.1], [0.5, 0.5]].map((row) => row.map(chance)),
    [[0.4, 0.6], [0.9, 0.9], [0.5, 0.2]].map((row) => row.map(chance)),
  ]);
  const targets = tf.tensor2d([[0, 1], [0, 0]], undefined, "int32");
  const loss = (...rights: number[]) =>
    rights.reduce((sum, p) => sum - Math.log(p), 0) / rights.length;
  const byTick = [
    [loss(0.6, 0.6), loss(0.1, 0.1), loss(0.5, 0.5)],
    [loss(0.6, 0.4), loss(0.1, 0.1), loss(0.5, 0.8)],
  ];
  for (
    const [readout, ticks, expected] of [
      ["most certain", [1, 1], byTick[0]![0]! + byTick[0]![1]! + byTick[1]![2]! + byTick[1]![1]!],
      ["last", [2, 2], byTick[0]![0]! + byTick[0]![2]! + 2 * byTick[1]![2]!],
    ] as const
  ) {
    const problem = parity(readout);
    const [value, losses, tick] = [
      problem.loss(prediction, targets),
      problem.lossByTick(prediction, targets),
      problem.readoutTick(prediction),
    ];
    await assertClose(value, [expected / 4]);
    await assertClose(losses, byTick.flat());
    assertEquals([...await tick.data()], [...ticks]);
    tf.dispose([value, losses, tick]);
  }
  const answers = await parity().answers(prediction);
  assertEquals([answers.reads, answers.positions, answers.classes], [3, 2, 2]);
  assertEquals([...answers.predicted as Int32Array], [0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0]);
  const confidence = tf.tensor1d(answers.confidence as Float32Array);
  await assertClose(confidence, [0.6, 0.9, 0.5, 0.6, 0.9, 0.65]);
  tf.dispose([prediction, targets, confidence]);
});
