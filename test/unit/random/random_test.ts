import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { philox } from "../../../src/random/philox.ts";
import { randomFromSeed } from "../../../src/random/random.ts";

Deno.test("philox() reproduces the published known-answer vector for counter 0 and key 0", () => {
  const out = new Uint32Array(4);
  philox(out, 0, [0, 0]);
  assertEquals([...out], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
});

Deno.test("a stream depends on its name and seed only, not on what was drawn elsewhere", () => {
  const first = randomFromSeed(7);
  const second = randomFromSeed(7);
  for (let i = 0; i < 100; i++) second.uniform();
  assertEquals(first.split("order").uniform(), second.split("order").uniform());
  assertNotEquals(first.split("order").uniform(), first.split("augment").uniform());
  assertNotEquals(first.split("order").uniform(), randomFromSeed(8).split("order").uniform());
});

Deno.test("uniform() and normal() have the moments of their distributions", () => {
  const random = randomFromSeed(3);
  const n = 20000;
  let sum = 0, squares = 0, normalSum = 0, normalSquares = 0;
  for (let i = 0; i < n; i++) {
    const u = random.uniform();
    assert(u >= 0 && u < 1);
    sum += u;
    squares += u * u;
    const z = random.normal();
    normalSum += z;
    normalSquares += z * z;
  }
  // five standard errors
  assertAlmostEquals(sum / n, 1 / 2, 5 * Math.sqrt(1 / 12 / n));
  assertAlmostEquals(squares / n, 1 / 3, 5 * Math.sqrt(4 / 45 / n));
  assertAlmostEquals(normalSum / n, 0, 5 * Math.sqrt(1 / n));
  assertAlmostEquals(normalSquares / n, 1, 5 * Math.sqrt(2 / n));
});

Deno.test("permutation() is a permutation, and every position is equally likely", () => {
  const random = randomFromSeed(5);
  const counts = new Array(5).fill(0);
  for (let i = 0; i < 5000; i++) {
    const order = random.permutation(5);
    assertEquals([...order].sort(), [0, 1, 2, 3, 4]);
    counts[order.indexOf(0)]++;
  }
  for (const count of counts) assertAlmostEquals(count, 1000, 5 * Math.sqrt(5000 * 0.2 * 0.8));
});

Deno.test("seed 0, fractions and seeds beyond 2^31 - 1 are refused", () => {
  for (const seed of [0, -1, 1.5, 2 ** 31, NaN]) {
    assertThrows(() => randomFromSeed(seed), RangeError, "Seed");
  }
});

Deno.test("a stream goes on from a position as the one that stood there did", () => {
  const drawn = (draws: number) => {
    const random = randomFromSeed(6).split("any");
    // Two words each, one each, and normal numbers in pairs.
    for (let i = 0; i < draws; i++) {
      [random.uniform, () => random.integer(9), random.normal][i % 3]!();
    }
    return random;
  };
  for (let draws = 0; draws < 24; draws++) {
    const random = drawn(draws);
    const other = randomFromSeed(6).split("any");
    other.normal();
    other.moveTo(random.position());
    for (let i = 0; i < 12; i++) {
      assertEquals(other.integer(1000), random.integer(1000), `${draws} draws`);
      assertEquals(other.normal(), random.normal(), `${draws} draws`);
    }
    assertEquals(other.position(), random.position());
  }
});
