import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type Augmentation, AUGMENTATIONS } from "../../../src/problems/augment.ts";
import { evaluationBatches, trainingBatches } from "../../../src/problems/image_batches.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { activate } from "../../support/backends.ts";

const FACTS = { height: 2, width: 2, channels: 1, mean: [0], standardDeviation: [1] };
const EXAMPLES = 20;
const SPLIT = {
  examples: EXAMPLES,
  images: Uint8Array.from({ length: EXAMPLES * 4 }, (_, i) => i),
  labels: Uint16Array.from({ length: EXAMPLES }, (_, i) => i % 10),
};

async function labels(
  seed: number,
  batches: number,
  augmentation: Augmentation = "none",
): Promise<number[][]> {
  const source = trainingBatches({
    split: SPLIT,
    indices: Uint32Array.from({ length: EXAMPLES - 1 }, (_, i) => i + 1),
    facts: FACTS,
    batchSize: 4,
    augmentation,
    random: randomFromSeed(seed),
  });
  const seen: number[][] = [];
  for (let i = 0; i < batches; i++) {
    const { input, targets } = source.next();
    assertEquals(input.shape, [4, 2, 2, 1]);
    seen.push([...await targets.data()]);
    tf.dispose([input, targets]);
  }
  return seen;
}

Deno.test("the order of the batches depends on the seed alone", async () => {
  await activate("cpu");
  assertEquals(await labels(3, 12), await labels(3, 12));
  assertNotEquals(await labels(3, 12), await labels(4, 12));
});

Deno.test("an epoch shows every example at most once, and never one that is set aside", async () => {
  await activate("cpu");
  const source = trainingBatches({
    split: { ...SPLIT, labels: Uint16Array.from({ length: EXAMPLES }, (_, i) => i) },
    indices: Uint32Array.from({ length: EXAMPLES - 1 }, (_, i) => i + 1),
    facts: FACTS,
    batchSize: 4,
    augmentation: "none",
    random: randomFromSeed(1),
  });
  const seen: number[] = [];
  for (let i = 0; i < 4; i++) {
    const { input, targets } = source.next();
    seen.push(...await targets.data());
    tf.dispose([input, targets]);
  }
  assertEquals(new Set(seen).size, 16);
  assert(!seen.includes(0));
});

Deno.test("evaluation keeps the order and a smaller last batch", async () => {
  await activate("cpu");
  const indices = Uint32Array.of(5, 3, 9);
  const { each } = evaluationBatches(SPLIT, indices, { facts: FACTS, batchSize: 2 });
  const seen: number[] = [];
  for (const { input, targets } of each()) {
    seen.push(...await targets.data());
    tf.dispose([input, targets]);
  }
  assertEquals(seen, [5, 3, 9]);
});

Deno.test("no augmentation changes the labels or their order", async () => {
  await activate("cpu");
  const [plain, ...varied] = await Promise.all(
    AUGMENTATIONS.map((augmentation) => labels(5, 12, augmentation)),
  );
  for (const others of varied) assertEquals(others, plain);
});
