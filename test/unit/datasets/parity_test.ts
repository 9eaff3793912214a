import { assert, assertEquals, assertThrows } from "@std/assert";
import { parity } from "../../../datasets/parity.ts";
import type { Random } from "../../../src/random/mod.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";

/** A stream that draws these integers. */
function drawing(...values: number[]): Random {
  return { ...randomFromSeed(1), integer: () => values.shift()! };
}

Deno.test("parity: targets say whether the -1 so far are odd", () => {
  const { inputs, targets } = parity.make({ length: 4 }, {
    examples: 2,
    part: "train",
    random: drawing(1, 0, 1, 1, 0, 0, 1, 0),
  });
  assertEquals([...inputs], [-1, 1, -1, -1, 1, 1, -1, 1]);
  assertEquals([...targets], [1, 1, 0, 1, 0, 0, 1, 1]);
});

Deno.test("parity: facts follow the options", () => {
  assertEquals(parity.facts({}), {
    height: 64,
    width: 1,
    channels: 1,
    positions: 64,
    classes: 2,
    classNames: ["even", "odd"],
  });
  assertEquals(parity.facts({ length: 9 }).positions, 9);
});

Deno.test("parity: both values are equally likely at every position", () => {
  const { inputs } = parity.make({ length: 4 }, {
    examples: 4000,
    part: "evaluation",
    random: randomFromSeed(2),
  });
  for (let position = 0; position < 4; position++) {
    const ones = inputs.filter((value, place) => place % 4 === position && value === 1).length;
    // Four standard errors.
    assert(Math.abs(ones / 4000 - 0.5) < 0.032, `position ${position}: ${ones}`);
  }
});

Deno.test("parity: refuses wrong options", () => {
  const request = { examples: 1, part: "train", random: randomFromSeed(1) } as const;
  for (const options of [{ length: 1 }, { length: 1025 }, { length: 2.5 }, { lenght: 8 }, null]) {
    assertThrows(() => parity.make(options, request));
    assertThrows(() => parity.facts(options));
  }
});
