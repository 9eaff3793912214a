import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { splitValidation } from "../../../datasets/split_validation.ts";
import { assertUsageThrows } from "./small_data.ts";

Deno.test("splitValidation() takes the first part of the permutation for validation", () => {
  const { train, validation } = splitValidation(5, 2, Uint32Array.of(3, 0, 4, 1, 2));
  assertEquals([...validation], [3, 0]);
  assertEquals([...train], [4, 1, 2]);
});

Deno.test("splitValidation() uses every example once, in one part", () => {
  const cases = fc.integer({ min: 2, max: 50 }).chain((examples) =>
    fc.tuple(
      fc.shuffledSubarray(Array.from({ length: examples }, (_, index) => index), {
        minLength: examples,
        maxLength: examples,
      }),
      fc.integer({ min: 1, max: examples - 1 }),
    )
  );
  fc.assert(
    fc.property(cases, ([order, count]) => {
      const { train, validation } = splitValidation(order.length, count, Uint32Array.from(order));
      assertEquals(validation.length, count);
      assertEquals(
        [...train, ...validation].sort((a, b) => a - b),
        Array.from({ length: order.length }, (_, index) => index),
      );
    }),
    { seed: 20250703, numRuns: 100 },
  );
});

Deno.test("splitValidation() leaves the permutation alone when a part is changed", () => {
  const permutation = Uint32Array.of(1, 0, 2);
  const { train, validation } = splitValidation(3, 1, permutation);
  train.fill(9);
  validation.fill(9);
  assertEquals([...permutation], [1, 0, 2]);
});

Deno.test("splitValidation() refuses to leave nothing to validate or to train on", () => {
  const permutation = Uint32Array.of(0, 1, 2);
  for (const count of [0, 3, 4, 1.5, NaN]) {
    assertUsageThrows(
      () => splitValidation(3, count, permutation),
      `cannot set ${count} validation examples aside: expected 1 to 2`,
    );
  }
  assertThrows(() => splitValidation(4, 1, permutation), RangeError, "permutation of 3");
});
