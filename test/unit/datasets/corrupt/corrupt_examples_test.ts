import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { corruptExamples, eachCorruption, type Split } from "../../../../datasets/mod.ts";
import { randomFromSeed } from "../../../../src/random/mod.ts";
import {
  type Corruption,
  CORRUPTIONS,
  type Strength,
  STRENGTHS,
} from "../../../../src/spec/mod.ts";

const SHAPE = { height: 20, width: 24, channels: 3 };
const SIZE = 20 * 24 * 3;

/** Images that differ, with labels that tell them apart. */
function invented(examples: number): Split {
  const random = randomFromSeed(5);
  return {
    examples,
    images: Uint8Array.from({ length: examples * SIZE }, () => random.integer(256)),
    labels: Uint16Array.from({ length: examples }, (_, index) => index),
  };
}

const setting = () => ({ shape: SHAPE, random: randomFromSeed(3).split("drawn") });

/** One image, all of whose values are `value`, corrupted. */
function corruptConstant(value: number, corruption: Corruption, strength: Strength): Uint8Array {
  const split = {
    examples: 1,
    images: new Uint8Array(SIZE).fill(value),
    labels: new Uint16Array(1),
  };
  const corrupted = { corruption, strength };
  return corruptExamples(split, Uint32Array.of(0), { corrupted, ...setting() }).split.images;
}

Deno.test("an example is corrupted alike in any order and company", () => {
  const split = invented(6);
  for (const corruption of CORRUPTIONS) {
    const corrupted = { corruption, strength: 3 as const };
    const make = (...indices: number[]) =>
      corruptExamples(split, Uint32Array.from(indices), { corrupted, ...setting() });
    const all = make(0, 1, 2, 3, 4, 5);
    const some = make(4, 1);
    const at = (images: Uint8Array, place: number) =>
      images.subarray(place * SIZE, (place + 1) * SIZE);
    assertEquals(at(some.split.images, 0), at(all.split.images, 4), corruption);
    assertEquals(at(some.split.images, 1), at(all.split.images, 1), corruption);
    assertEquals([...some.split.labels], [4, 1]);
    assertEquals(make(4, 1).sha256, some.sha256);
    assertNotEquals(make(1, 4).sha256, some.sha256);
  }
});

Deno.test("every corruption changes pixels, more so at every strength, and leaves the split alone", () => {
  const split = invented(4);
  const before = split.images.slice();
  const indices = Uint32Array.of(0, 1, 2, 3);
  const change = new Map<string, number[]>();
  const checksums = new Set<string>();
  for (const made of eachCorruption(split, indices, setting())) {
    const sum = made.split.images.reduce(
      (total, value, i) => total + Math.abs(value - before[i]!),
      0,
    );
    change.set(made.corruption, [...change.get(made.corruption) ?? [], sum]);
    checksums.add(made.sha256);
  }
  assertEquals(split.images, before);
  assertEquals(checksums.size, CORRUPTIONS.length * STRENGTHS.length);
  assertEquals([...change.keys()], [...CORRUPTIONS]);
  for (const corruption of CORRUPTIONS) {
    const sums = change.get(corruption)!;
    assertEquals(sums.length, STRENGTHS.length);
    // Random pixels have no neighbours to be moved away from: a shift changes all of them at once.
    if (corruption === "shift") continue;
    sums.slice(1).forEach((sum, i) => assert(sum > sums[i]!, `${corruption} ${sums}`));
  }
});

Deno.test("blur, contrast and shift leave an image of one colour as it is", () => {
  for (const corruption of ["blur", "contrast", "shift"] as const) {
    for (const strength of STRENGTHS) {
      for (const value of [0, 77, 255]) {
        assertEquals(
          corruptConstant(value, corruption, strength),
          new Uint8Array(SIZE).fill(value),
          `${corruption} ${strength}`,
        );
      }
    }
  }
});

Deno.test("noise has the deviation of its strength", () => {
  for (const [strength, deviation] of [[1, 0.08], [2, 0.12]] as const) {
    const values = corruptConstant(128, "noise", strength);
    const mean = values.reduce((sum, value) => sum + value, 0) / SIZE;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / SIZE;
    // Four standard errors of each.
    assertAlmostEquals(mean, 128, 4 * 255 * deviation / Math.sqrt(SIZE));
    assertAlmostEquals(Math.sqrt(variance) / 255, deviation, 4 * deviation / Math.sqrt(2 * SIZE));
  }
});

Deno.test("contrast keeps the mean and scales the distance from it", () => {
  const images = Uint8Array.from({ length: SIZE }, (_, i) => i % 2 === 0 ? 100 : 180);
  const split = { examples: 1, images, labels: new Uint16Array(1) };
  const corrupted = { corruption: "contrast", strength: 2 } as const;
  const made = corruptExamples(split, Uint32Array.of(0), { corrupted, ...setting() });
  assertEquals([...new Set(made.split.images)].sort((a, b) => a - b), [120, 160]);
});

Deno.test("shift moves a pixel by the distance of its strength", () => {
  const images = new Uint8Array(SIZE);
  const middle = (10 * 24 + 12) * 3;
  images.fill(255, middle, middle + 3);
  const split = { examples: 1, images, labels: new Uint16Array(1) };
  for (const strength of STRENGTHS) {
    const corrupted = { corruption: "shift", strength } as const;
    const made = corruptExamples(split, Uint32Array.of(0), { corrupted, ...setting() });
    const lit = [...made.split.images.keys()].filter((index) => made.split.images[index] === 255);
    assertEquals(lit.length, 3);
    const place = Math.floor(lit[0]! / 3);
    const moved = Math.hypot(place % 24 - 12, Math.floor(place / 24) - 10);
    // Rounded to whole pixels in both directions.
    assertAlmostEquals(moved, 20 * strength / 16, Math.SQRT1_2);
  }
});

Deno.test("occlusion covers one square, all of it inside the image", () => {
  for (const strength of STRENGTHS) {
    const values = corruptConstant(0, "occlusion", strength);
    const covered = values.filter((value) => value === 128).length / 3;
    const side = Math.round([0.2, 0.3, 0.4, 0.5, 0.6][strength - 1]! * 20);
    assertEquals(covered, side * side);
    assert(values.every((value) => value === 0 || value === 128));
  }
});

Deno.test("blur spreads a point evenly to all sides and keeps its light", () => {
  const images = new Uint8Array(SIZE);
  const middle = (10 * 24 + 12) * 3;
  images.fill(255, middle, middle + 3);
  const split = { examples: 1, images, labels: new Uint16Array(1) };
  const corrupted = { corruption: "blur", strength: 5 } as const;
  const made = corruptExamples(split, Uint32Array.of(0), { corrupted, ...setting() }).split.images;
  const at = (right: number, down: number) => made[((10 + down) * 24 + 12 + right) * 3]!;
  assertEquals([at(1, 0), at(-1, 0), at(0, 1), at(0, -1)], Array(4).fill(at(1, 0)));
  assert(at(0, 0) > at(1, 0) && at(1, 0) > at(2, 0) && at(2, 0) > 0);
  // Two-dimensional Gaussian of deviation 20 / 16 at its middle.
  assertAlmostEquals(at(0, 0), 255 / (2 * Math.PI * 1.25 ** 2), 1);
  const light = made.reduce((sum, value) => sum + value, 0) / 3;
  assertAlmostEquals(light, 255, 25);
});
