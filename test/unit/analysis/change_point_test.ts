import { assert, assertEquals, assertThrows } from "@std/assert";
import { findStretches, medianOf } from "../../../src/analysis/change_point.ts";
import { mulberry32 } from "./mulberry_fixture.ts";

/** Normal noise of standard deviation 1. */
function noise(seed: number, count: number): number[] {
  const draw = mulberry32(seed);
  return Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw()),
  );
}

/** Student t noise with 3 degrees of freedom. */
function heavyNoise(seed: number, count: number): number[] {
  const chi = [1, 2, 3].map((part) => noise(seed + part * 1_000_003, count));
  return noise(seed, count).map((value, index) =>
    value / Math.sqrt(chi.reduce((sum, one) => sum + one[index]! ** 2, 0) / 3)
  );
}

Deno.test("a step of four standard deviations is found at its night, give or take one", () => {
  const counts = { exact: 0, near: 0, others: 0 };
  for (let seed = 1; seed <= 100; seed++) {
    const values = noise(seed, 30).map((value, night) => value + (night < 18 ? 0 : -4));
    const [, ...after] = findStretches(values).stretches;
    const found = after.find(({ first }) => Math.abs(first - 18) <= 1);
    if (found?.first === 18) counts.exact++;
    if (found !== undefined && Math.abs(found.level + 4) < 1) counts.near++;
    counts.others += after.length - 1;
  }
  assert(counts.near >= 98 && counts.exact > 80 && counts.others <= 2, JSON.stringify(counts));
});

Deno.test("a step is seen from its fourth night on", () => {
  const values = [...noise(5, 12), ...noise(6, 4).map((value) => value + 6)];
  assertEquals(findStretches(values).stretches.map(({ first }) => first), [0, 12]);
});

for (const [name, make] of [["normal", noise], ["heavy-tailed", heavyNoise]] as const) {
  for (const count of [6, 10, 30]) {
    Deno.test(`${count} nights of ${name} noise show a change in at most 2 % of 1000 series`, () => {
      let changed = 0;
      for (let seed = 1; seed <= 1000; seed++) {
        if (findStretches(make(seed * 97 + count, count)).stretches.length > 1) changed++;
      }
      assert(changed <= 20, `${changed} of 1000`);
    });
  }
}

Deno.test("one outlier is no new level, two steps are two changes", () => {
  const flat = noise(3, 20);
  const outlier = flat.map((value, night) => night === 9 ? value + 30 : value);
  assertEquals(findStretches(outlier).stretches.length, 1);
  const twice = flat.map((value, night) => value + (night < 7 ? 0 : night < 14 ? 8 : -8));
  assertEquals(findStretches(twice).stretches.map(({ first, last }) => [first, last]), [
    [0, 6],
    [7, 13],
    [14, 19],
  ]);
});

Deno.test("levels without any noise are told apart, and equal values are one level", () => {
  assertEquals(findStretches([2, 2, 2, 2, 3, 3, 3, 3]).stretches, [
    { first: 0, last: 3, level: 2 },
    { first: 4, last: 7, level: 3 },
  ]);
  assertEquals(findStretches([5, 5, 5, 5, 5]).stretches, [{ first: 0, last: 4, level: 5 }]);
});

Deno.test("a series that is too short for two levels is one stretch", () => {
  assertEquals(findStretches([]), { stretches: [], noise: 0 });
  assertEquals(findStretches([1]).stretches, [{ first: 0, last: 0, level: 1 }]);
  assertEquals(findStretches([1, 9, 2]).stretches, [{ first: 0, last: 2, level: 2 }]);
});

Deno.test("medianOf() takes the middle, or the mean of both middles", () => {
  assertEquals(medianOf([3, 1, 2]), 2);
  assertEquals(medianOf([4, 1, 2, 3]), 2.5);
  assertThrows(() => medianOf([]), RangeError, "empty");
});
