import { assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { equivalenceMargin } from "../../../src/analysis/margin.ts";

Deno.test("equivalenceMargin() is 1.0 pp for a validation error of 10 % or more", () => {
  assertEquals(equivalenceMargin(0.4).margin, 0.01);
  assertEquals(equivalenceMargin(0.1).margin, 0.01);
  // 1 - 0.9 is a shade below 0.1.
  assertEquals(equivalenceMargin(1 - 0.9).margin, 0.01);
  assertStringIncludes(equivalenceMargin(0.4).reason, "40.0 %");
});

Deno.test("equivalenceMargin() is a tenth of a smaller error, with a floor of 0.2 pp", () => {
  assertAlmostEquals(equivalenceMargin(0.06).margin, 0.006, 1e-15);
  assertAlmostEquals(equivalenceMargin(0.02).margin, 0.002, 1e-15);
  assertStringIncludes(equivalenceMargin(0.06).reason, "6.0 %");
  assertEquals(equivalenceMargin(0.003).margin, 0.002);
  assertEquals(equivalenceMargin(0).margin, 0.002);
  assertStringIncludes(equivalenceMargin(0.003).reason, "floor");
});

Deno.test("equivalenceMargin() refuses an error that is not a fraction", () => {
  for (const error of [NaN, -0.1, 12]) {
    assertThrows(() => equivalenceMargin(error), RangeError, "fraction");
  }
});
