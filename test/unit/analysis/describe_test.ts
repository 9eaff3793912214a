import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { correlation, describe, isConstant } from "../../../src/analysis/describe.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

Deno.test("describe() gives the means and deviations of fixture F1", () => {
  const { CTM, LSTM, CNN } = golden.accuracies;
  for (
    const [values, mean, deviation] of [
      [CTM, 86.05, 0.302765],
      [LSTM, 84.85, 0.302765],
      [CNN, 86.27, 0.221359],
    ] as const
  ) {
    const description = describe(values);
    assertAlmostEquals(description.mean, mean, 1e-9);
    assertAlmostEquals(description.deviation!, deviation, 1e-6);
  }
});

Deno.test("describe() puts t(.975; n - 1) standard errors on either side of the mean", () => {
  const { standardError, interval, count } = describe([1, 2, 3, 4, 5]);
  assertEquals(count, 5);
  assertAlmostEquals(standardError!, Math.sqrt(2.5 / 5), 1e-15);
  // t(.975; 4) = 2.77644511
  assertAlmostEquals(interval!.low, 3 - 2.77644511 * Math.sqrt(0.5), 1e-7);
  assertAlmostEquals(interval!.high, 3 + 2.77644511 * Math.sqrt(0.5), 1e-7);
  // t(.95; 4) = 2.13184679
  assertAlmostEquals(
    describe([1, 2, 3, 4, 5], 0.9).interval!.high,
    3 + 2.13184679 * Math.sqrt(0.5),
    1e-7,
  );
});

Deno.test("describe() has no spread for one value and refuses none", () => {
  assertEquals(describe([0.5]), {
    count: 1,
    mean: 0.5,
    deviation: null,
    standardError: null,
    interval: null,
  });
  assertThrows(() => describe([]), RangeError, "empty");
});

Deno.test("describe() takes values that differ only by rounding as constant", () => {
  // Ways to 0.1 that differ in the last bits.
  const values = [0.1, 0.3 - 0.2, 0.1];
  assertEquals(new Set(values).size > 1, true);
  assertEquals(describe(values).standardError, 0);
  assertEquals(isConstant([0.5, 0.5001]), false);
  assertEquals(isConstant([0, 0]), true);
  assertEquals(isConstant([0, 1e-12]), false);
});

Deno.test("correlation() gives the realised correlations of fixture F1", () => {
  const { CTM, LSTM, CNN, CNNplus } = golden.accuracies;
  assertAlmostEquals(correlation(CTM, LSTM)!, 0.430303, 1e-6);
  assertAlmostEquals(correlation(CTM, CNN)!, -0.174078, 1e-6);
  assertAlmostEquals(correlation(CTM, CNNplus)!, 0.781736, 1e-6);
});

Deno.test("correlation() is undefined below 3 pairs and without variation", () => {
  assertEquals(correlation([1, 2], [2, 1]), null);
  assertEquals(correlation([1, 1, 1], [1, 2, 3]), null);
  assertThrows(() => correlation([1, 2, 3], [1, 2]), RangeError, "3 with 2");
});
