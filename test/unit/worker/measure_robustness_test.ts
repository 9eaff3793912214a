import { assertEquals, assertThrows } from "@std/assert";
import type { Model } from "../../../src/contract/mod.ts";
import { certaintyOf } from "../../../src/nn/mod.ts";
import { classification } from "../../../src/problems/mod.ts";
import { corruptibleImages } from "../../../src/problems/corruptible_images.ts";
import { evaluationBatches } from "../../../src/problems/image_batches.ts";
import { CORRUPTIONS, STRENGTHS } from "../../../src/spec/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { evaluate } from "../../../src/training/mod.ts";
import { measureRobustness } from "../../../src/worker/measure_robustness.ts";
import { activate } from "../../support/backends.ts";

const FACTS = { height: 28, width: 28, channels: 1, mean: [0], standardDeviation: [1] };
const EXAMPLES = 30;

/** Bright pictures are of class 1, dark ones of class 0. */
const SPLIT = {
  examples: EXAMPLES,
  images: Uint8Array.from(
    { length: EXAMPLES * 784 },
    (_, i) => (Math.floor(i / 784) % 2 === 0 ? 20 : 150) + (i * 37) % 101,
  ),
  labels: Uint16Array.from({ length: EXAMPLES }, (_, i) => i % 2),
};

/** Says how bright a picture is, two ticks alike. */
function brightness(threshold: number): Model {
  return {
    parameters: new Map(),
    buffers: new Map(),
    ticks: 2,
    forward: (input) =>
      tf.tidy(() => {
        if ("digits" in input) throw new Error("not used");
        const bright = tf.mul(tf.sub(tf.mean(input, [1, 2, 3]), threshold), 20);
        const one = tf.stack([tf.neg(bright), bright], 1);
        const logits = tf.tile(tf.reshape(one, [-1, 1, 1, 2]), [1, 2, 1, 1]) as tf.Tensor4D;
        return { logits, certainty: certaintyOf(logits) };
      }),
    dispose: () => {},
  };
}

const options = { facts: FACTS, batchSize: 8 };

async function measure(threshold: number) {
  const parts = { model: brightness(threshold), problem: classification() };
  const all = Uint32Array.from({ length: EXAMPLES }, (_, i) => i);
  const { predictions } = await evaluate(parts, evaluationBatches(SPLIT, all, options));
  const corruptible = corruptibleImages(SPLIT, { ...options, examples: 20, name: "invented" });
  const before = tf.memory().numTensors;
  const measured = await measureRobustness(parts, { corruptible, predictions });
  assertEquals(tf.memory().numTensors, before, "nothing is left behind");
  return measured;
}

Deno.test("every corruption is measured at every strength, on the same pixels for any model", async () => {
  await activate("cpu");
  const good = await measure(0.5);
  assertEquals([good.schema, good.examples, good.clean.accuracy], [1, 20, 1]);
  assertEquals(
    good.corrupted.map(({ corruption, strength }) => `${corruption} ${strength}`),
    CORRUPTIONS.flatMap((corruption) => STRENGTHS.map((strength) => `${corruption} ${strength}`)),
  );
  // What keeps the mean brightness keeps the class.
  for (const { corruption, accuracy } of good.corrupted) {
    if (corruption !== "occlusion") assertEquals(accuracy, 1, corruption);
  }
  const bad = await measure(0.9);
  assertEquals(bad.clean.accuracy < 0.8, true);
  const pixels = ({ clean, corrupted }: typeof good) => [
    clean.sha256,
    ...corrupted.map(({ sha256 }) => sha256),
  ];
  assertEquals(pixels(bad), pixels(good));
  assertEquals(new Set(pixels(good)).size, 26);
});

Deno.test("the corrupted examples are a random part, the same each time, and not more than there are", () => {
  const chosen = (examples: number, name = "invented") =>
    corruptibleImages(SPLIT, { ...options, examples, name }).indices;
  assertEquals(chosen(20), chosen(20));
  assertEquals([...chosen(20)], [...new Set(chosen(20))].sort((a, b) => a - b));
  assertEquals([...chosen(5)].join() === [...chosen(5, "another")].join(), false);
  assertThrows(() => chosen(31), RangeError, "Cannot corrupt 31 of 30");
});
