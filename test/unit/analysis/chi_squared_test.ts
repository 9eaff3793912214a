import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { chiSquaredCdf, chiSquaredQuantile } from "../../../src/analysis/chi_squared.ts";
import { logGamma } from "../../../src/analysis/log_gamma.ts";
import { normalCdf } from "../../../src/analysis/normal.ts";

Deno.test("logGamma() gives factorials and half-integers", () => {
  assertAlmostEquals(logGamma(1), 0, 1e-14);
  assertAlmostEquals(logGamma(11), Math.log(3628800), 1e-12);
  assertAlmostEquals(logGamma(0.5), Math.log(Math.PI) / 2, 1e-14);
  // ln 170! = 706.57306224578736
  assertAlmostEquals(logGamma(171), 706.57306224578736, 1e-10);
  assertThrows(() => logGamma(0), RangeError, "positive");
});

Deno.test("chiSquaredCdf() has the closed forms of 1, 2 and 4 degrees of freedom", () => {
  for (const x of [0.01, 0.5, 1, 3, 5.76, 12, 60]) {
    assertAlmostEquals(chiSquaredCdf(x, 1), 1 - 2 * normalCdf(-Math.sqrt(x)), 1e-14);
    assertAlmostEquals(chiSquaredCdf(x, 2), 1 - Math.exp(-x / 2), 1e-14);
    assertAlmostEquals(chiSquaredCdf(x, 4), 1 - Math.exp(-x / 2) * (1 + x / 2), 1e-14);
  }
  assertEquals(chiSquaredCdf(0, 3), 0);
});

Deno.test("chiSquaredQuantile() inverts it", () => {
  // Table 26.8 of Abramowitz and Stegun: chi-squared(.95; 10) = 18.307038
  assertAlmostEquals(chiSquaredQuantile(0.95, 10), 18.307038053275146, 1e-9);
  for (const degrees of [0.7, 4, 9, 19, 200]) {
    for (const p of [0.001, 0.2, 0.5, 0.99]) {
      assertAlmostEquals(chiSquaredCdf(chiSquaredQuantile(p, degrees), degrees), p, 1e-12);
    }
  }
  assertThrows(() => chiSquaredQuantile(0, 3), RangeError, "between 0 and 1");
  assertThrows(() => chiSquaredCdf(1, 0), RangeError, "Degrees of freedom");
  assertThrows(() => chiSquaredCdf(-1, 2), RangeError, "at least 0");
});
