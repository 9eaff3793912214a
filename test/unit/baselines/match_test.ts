import fc from "fast-check";
import { assertEquals, assertThrows } from "@std/assert";
import { matchWidth } from "../../../baselines/match.ts";

const range = { minimum: 1, maximum: 100 };

Deno.test("matchWidth() takes the closest width, the narrower of two that are equally close", () => {
  const square = (width: number) => width * width;
  assertEquals(matchWidth(square, 49, range), { width: 7, size: 49, ratio: 1 });
  assertEquals(matchWidth(square, 50, range).width, 7);
  assertEquals(matchWidth(square, 60, range).width, 8);
  assertEquals(matchWidth((width) => 2 * width, 7, range).width, 3);
});

Deno.test("matchWidth() stays within its range and says how far off it is", () => {
  const tenfold = (width: number) => 10 * width;
  assertEquals(matchWidth(tenfold, 5000, range), { width: 100, size: 1000, ratio: 0.2 });
  assertEquals(matchWidth(tenfold, 1, range), { width: 1, size: 10, ratio: 10 });
  assertEquals(matchWidth(tenfold, 30, { minimum: 4, maximum: 4 }).width, 4);
});

Deno.test("matchWidth() agrees with trying every width", () => {
  const slopes = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(slopes, fc.integer({ min: 1, max: 1500 }), (steps, target) => {
      const sizes = steps.map((_, width) => steps.slice(0, width + 1).reduce((a, b) => a + b, 1));
      const size = (width: number) => sizes[width - 1]!;
      const found = matchWidth(size, target, { minimum: 1, maximum: sizes.length });
      const best = Math.min(...sizes.map((one) => Math.abs(one - target)));
      assertEquals(Math.abs(found.size - target), best);
      assertEquals(found.size, size(found.width));
    }),
    { seed: 1, numRuns: 300 },
  );
});

Deno.test("matchWidth() refuses an empty range and a target that is not positive", () => {
  assertThrows(() => matchWidth((width) => width, 5, { minimum: 3, maximum: 2 }), RangeError);
  assertThrows(() => matchWidth((width) => width, 0, range), RangeError);
});
