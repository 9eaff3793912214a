import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { normaliseBatch } from "../../../datasets/mod.ts";
import { type Augmentation, AUGMENTATIONS, augmentedBatch } from "../../../src/problems/augment.ts";
import { applyPolicy, drawPolicy } from "../../../src/problems/auto_augment/auto_augment.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";

const SEED = 20250505;
const FACTS = {
  height: 6,
  width: 7,
  channels: 3,
  mean: [0.2, 0.5, 0.7],
  standardDeviation: [0.3, 0.2, 0.1],
};
const SIZE = FACTS.height * FACTS.width * FACTS.channels;
const EXAMPLES = 12;
const noise = randomFromSeed(3);
const SPLIT = {
  examples: EXAMPLES,
  images: Uint8Array.from({ length: EXAMPLES * SIZE }, () => noise.integer(256)),
  labels: new Uint16Array(EXAMPLES),
};
const ROWS = Uint32Array.of(4, 0, 11, 4);

function batch(augmentation: Augmentation, seed: number, rows = ROWS): Float32Array {
  return augmentedBatch(augmentation, {
    split: SPLIT,
    rows,
    facts: FACTS,
    random: randomFromSeed(seed),
  });
}

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const augmentations = fc.constantFrom(...AUGMENTATIONS);
const someRows = fc.array(fc.integer({ min: 0, max: EXAMPLES - 1 }), {
  minLength: 1,
  maxLength: 6,
});

Deno.test("any augmentation keeps the size and the range, and one stream gives one batch", () => {
  const before = SPLIT.images.slice();
  const range = [0, 255].flatMap((pixel) =>
    FACTS.mean.map((mean, channel) => (pixel / 255 - mean) / FACTS.standardDeviation[channel]!)
  );
  const [lowest, highest] = [Math.min(...range), Math.max(...range)];
  fc.assert(
    fc.property(augmentations, seeds, someRows, (augmentation, seed, chosen) => {
      const rows = Uint32Array.from(chosen);
      const images = batch(augmentation, seed, rows);
      assertEquals(images.length, rows.length * SIZE);
      assert(images.every((value) => value >= lowest - 1e-6 && value <= highest + 1e-6));
      assertEquals(images, batch(augmentation, seed, rows));
    }),
    { seed: SEED, numRuns: 100 },
  );
  assertEquals(SPLIT.images, before, "the data set changed");
});

Deno.test("streams of different seeds vary images differently", () => {
  assertNotEquals(batch("shift-flip", 1), batch("shift-flip", 2));
  assertNotEquals(batch("auto-augment", 1), batch("auto-augment", 2));
});

Deno.test("an image is varied alike whatever the images before it show", () => {
  fc.assert(
    fc.property(augmentations, seeds, someRows, (augmentation, seed, others) => {
      const last = (rows: number[]) =>
        batch(augmentation, seed, Uint32Array.from(rows)).slice(-SIZE);
      assertEquals(last([...others, 5]), last([...others.map(() => 0), 5]));
    }),
    { seed: SEED, numRuns: 60 },
  );
});

Deno.test("none only normalises", () => {
  assertEquals(batch("none", 1), normaliseBatch(SPLIT, ROWS, FACTS));
});

Deno.test("auto-augment works on the pixels as stored, then normalises", () => {
  const random = randomFromSeed(9);
  const expected = new Uint8Array(ROWS.length * SIZE);
  ROWS.forEach((row, place) => {
    const pixels = SPLIT.images.slice(row * SIZE, (row + 1) * SIZE);
    const { height, width, channels } = FACTS;
    expected.set(
      applyPolicy({ pixels, height, width, channels }, drawPolicy(random)),
      place * SIZE,
    );
  });
  const split = { images: expected, labels: new Uint16Array(4), examples: 4 };
  assertEquals(batch("auto-augment", 9), normaliseBatch(split, [0, 1, 2, 3], FACTS));
});

Deno.test("shift-flip crops a padded image, mirrored or not", () => {
  const plain = normaliseBatch(SPLIT, ROWS, FACTS);
  const seen = new Set<string>();
  for (let seed = 1; seed <= 40; seed++) {
    const varied = batch("shift-flip", seed);
    for (let image = 0; image < ROWS.length; image++) {
      const from = plain.subarray(image * SIZE, (image + 1) * SIZE);
      const to = varied.subarray(image * SIZE, (image + 1) * SIZE);
      const moves = movesBetween(from, to);
      assert(moves.length > 0, `image ${image} of seed ${seed} is no crop of a padded image`);
      if (moves.length === 1) seen.add(moves[0]!);
    }
  }
  assert(seen.size > 60, `${seen.size} of 162 moves in 160 images`);
});

/** The moves that turn one image into another, by trying all of them. */
function movesBetween(from: Float32Array, to: Float32Array): string[] {
  const { height, width, channels } = FACTS;
  const moves: string[] = [];
  for (let down = -4; down <= 4; down++) {
    for (let right = -4; right <= 4; right++) {
      for (const mirror of [false, true]) {
        const fits = to.every((value, i) => {
          const channel = i % channels;
          const row = Math.floor(i / channels / width) - down;
          const shifted = Math.floor(i / channels) % width - right;
          const inside = row >= 0 && row < height && shifted >= 0 && shifted < width;
          const column = mirror ? width - 1 - shifted : shifted;
          return value === (inside ? from[(row * width + column) * channels + channel] : 0);
        });
        if (fits) moves.push(`${down} ${right} ${mirror}`);
      }
    }
  }
  return moves;
}
