import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { sorting } from "../../../datasets/sorting.ts";
import type { Random } from "../../../src/random/mod.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";

/** A stream that draws these normal numbers. */
function drawing(...values: number[]): Random {
  return { ...randomFromSeed(1), normal: () => values.shift()! };
}

Deno.test("sorting: targets are the indices in ascending order of the numbers", () => {
  const { inputs, targets } = sorting.make({ length: 4 }, {
    examples: 2,
    part: "train",
    random: drawing(0.5, -1, 2, 0, -0.25, -0.5, -0.75, 1),
  });
  assertEquals([...inputs], [0.5, -1, 2, 0, -0.25, -0.5, -0.75, 1]);
  assertEquals([...targets], [1, 3, 0, 2, 2, 1, 0, 3]);
});

Deno.test("sorting: numbers that are equal as 32-bit floats stay in the order of the list", () => {
  const { targets } = sorting.make({ length: 3 }, {
    examples: 1,
    part: "train",
    random: drawing(1 + 1e-12, 1, -3),
  });
  assertEquals([...targets], [2, 0, 1]);
});

Deno.test("sorting: numbers have the mean and standard deviation asked for", () => {
  const { inputs } = sorting.make({ length: 100, mean: -3, standardDeviation: 2 }, {
    examples: 200,
    part: "train",
    random: randomFromSeed(4),
  });
  const mean = inputs.reduce((sum, value) => sum + value, 0) / inputs.length;
  const variance = inputs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / inputs.length;
  // Four standard errors: 2 / sqrt(20000) and 2 / sqrt(40000).
  assertAlmostEquals(mean, -3, 0.057);
  assertAlmostEquals(Math.sqrt(variance), 2, 0.04);
});

Deno.test("sorting: facts have one class more than numbers, the blank", () => {
  assertEquals(sorting.facts({ length: 3 }), {
    height: 3,
    width: 1,
    channels: 1,
    positions: 3,
    classes: 4,
    classNames: ["0", "1", "2", "blank"],
  });
  assertEquals(sorting.facts({}).classes, 31);
});

Deno.test("sorting: refuses wrong options and keeps extreme ones finite", () => {
  const request = { examples: 1, part: "train", random: randomFromSeed(1) } as const;
  for (
    const options of [
      { length: 1 },
      { length: 101 },
      { standardDeviation: 0 },
      { standardDeviation: Infinity },
      { mean: NaN },
      { deviation: 1 },
    ]
  ) {
    assertThrows(() => sorting.make(options, request));
  }
  const { inputs } = sorting.make({ mean: 1e6, standardDeviation: 1e6 }, request);
  assert(inputs.every(Number.isFinite));
});
