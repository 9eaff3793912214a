import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { expectedMaximum, selectionBias } from "../../../src/analysis/selection_bias.ts";

Deno.test("expectedMaximum() gives the normal order statistics", () => {
  assertAlmostEquals(expectedMaximum(1), 0, 1e-12);
  assertAlmostEquals(expectedMaximum(2), 1 / Math.sqrt(Math.PI), 1e-12);
  assertAlmostEquals(expectedMaximum(3), 1.5 / Math.sqrt(Math.PI), 1e-12);
  // Harter 1961, table 1
  assertAlmostEquals(expectedMaximum(10), 1.53875, 5.1e-6);
  assertThrows(() => expectedMaximum(0), RangeError);
});

Deno.test("selectionBias() is the size of the trap that the protocol simulated", () => {
  // Each cell's three seeds have the standard deviation 0.4 exactly.
  const cells = (count: number) => Array.from({ length: count }, (_, k) => [k - 0.4, k, k + 0.4]);
  assertAlmostEquals(selectionBias(cells(12)), 0.38, 0.005);
  assertAlmostEquals(selectionBias(cells(30)), 0.47, 0.005);
  assertEquals(selectionBias([[1, 2]]), 0);
  assertEquals(selectionBias([[1], [2]]), NaN);
});
