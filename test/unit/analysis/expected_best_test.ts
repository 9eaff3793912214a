import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { expectedBest } from "../../../src/analysis/expected_best.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

const { v, with_repl, without_repl } = golden.expectedBest;

Deno.test("expectedBest() gives the numbers of the protocol", () => {
  for (const [k, best] of Object.entries(with_repl)) {
    assertAlmostEquals(expectedBest(v, Number(k)), best, 1e-6);
  }
  for (const [k, best] of Object.entries(without_repl)) {
    assertAlmostEquals(expectedBest(v, Number(k), "without"), best, 1e-6);
  }
});

Deno.test("expectedBest() does not depend on the order, and the best of all is the maximum", () => {
  const shuffled = [v[3]!, v[0]!, ...v.slice(4), v[2]!, v[1]!];
  assertAlmostEquals(expectedBest(shuffled, 2), expectedBest(v, 2), 1e-12);
  assertAlmostEquals(expectedBest(shuffled, 8, "without"), Math.max(...v), 1e-12);
});

Deno.test("expectedBest() refuses a k that cannot be drawn", () => {
  assertThrows(() => expectedBest([], 1), RangeError, "of 0 results");
  assertThrows(() => expectedBest(v, 0), RangeError, "best of 0");
  assertThrows(() => expectedBest(v, 9, "without"), RangeError, "best of 9");
  assertEquals(expectedBest([5], 9), 5);
});
