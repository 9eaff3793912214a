import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { interquartileMean, olympicMean } from "../../../src/analysis/trimmed_mean.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

Deno.test("interquartileMean() gives the numbers of the protocol", () => {
  assertAlmostEquals(interquartileMean(golden.iqm.x), golden.iqm.iqm_scipy, 1e-9);
  assertEquals(interquartileMean([8, 1, 7, 2, 6, 3, 5, 4]), golden.iqm.iqm_1to8);
  assertAlmostEquals(interquartileMean(golden.accuracies.CNN), 86.283333, 1e-6);
  // Fewer than four values lose none.
  assertEquals(interquartileMean([1, 2, 6]), 3);
  assertThrows(() => interquartileMean([]), RangeError, "empty");
});

Deno.test("olympicMean() leaves out the best and the worst", () => {
  assertEquals(olympicMean([100, 2, 3, -50, 4]), 3);
  assertEquals(olympicMean([1, 2]), null);
});
