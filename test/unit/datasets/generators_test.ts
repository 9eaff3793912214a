import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import type { Generator } from "../../../datasets/generator.ts";
import { findGenerator, GENERATORS } from "../../../datasets/generators.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";

/**
 * SHA-256 of what version 1 makes of seed 1, inputs in thousandths so that the last bit of a
 * logarithm does not count. If one changes on purpose, raise the generator's version: runs with the
 * old examples must not be taken for runs with the new ones.
 */
const FINGERPRINTS: { readonly [name: string]: readonly [version: number, sha256: string] } = {
  parity: [1, "92de2e2dc9b93f003293c9022ffff5bb53e46b40dfc43727e3822d6a8c0c139b"],
  sorting: [1, "356426ae5ce3c9a4d25d7825991a6f02d874902336fca2e1374605e7a07f7b02"],
  mazes: [1, "dca8ce2148d2a1dfa07f76ca9d957d12600035c420a350b104c30d9309ca87e1"],
};

Deno.test("findGenerator() finds every generator by its name, and no other", () => {
  assertEquals(GENERATORS.map(({ name }) => name), ["parity", "sorting", "mazes"]);
  for (const generator of GENERATORS) assertEquals(findGenerator(generator.name), generator);
  assertEquals(findGenerator("mnist"), undefined);
});

function make(generator: Generator, seed: number) {
  const random = randomFromSeed(seed);
  return generator.make({}, { examples: 16, part: "train", random });
}

for (const generator of GENERATORS) {
  Deno.test(`${generator.name}: a version's examples never change`, () => {
    const { inputs, targets } = make(generator, 1);
    const thousandths = Array.from(inputs, (value) => Math.round(1000 * value));
    const text = JSON.stringify([thousandths, [...targets]]);
    const sha256 = createHash("sha256").update(text).digest("hex");
    assertEquals([generator.version, sha256], [...FINGERPRINTS[generator.name]!]);
  });

  Deno.test(`${generator.name}: sizes and classes are those of the facts`, () => {
    const facts = generator.facts({});
    const { inputs, targets } = make(generator, 2);
    assertEquals(inputs.length, 16 * facts.height * facts.width * facts.channels);
    assertEquals(targets.length, 16 * facts.positions);
    assertEquals(facts.classNames.length, facts.classes);
    assert(targets.every((target) => target >= 0 && target < facts.classes));
  });

  Deno.test(`${generator.name}: a stream that is handed in again goes on with new examples`, () => {
    const random = randomFromSeed(3);
    const request = { examples: 16, part: "train", random } as const;
    const first = generator.make({}, request);
    const second = generator.make({}, request);
    assert(first.inputs.some((value, place) => value !== second.inputs[place]));
  });

  Deno.test(`${generator.name}: makes no examples if none are asked for`, () => {
    const random = randomFromSeed(3);
    const { inputs, targets } = generator.make({}, { examples: 0, part: "evaluation", random });
    assertEquals([inputs.length, targets.length], [0, 0]);
  });
}
