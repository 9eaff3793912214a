import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { normalCdf, normalDensity, normalQuantile } from "../../../src/analysis/normal.ts";

function assertRelative(actual: number, expected: number, tolerance: number) {
  assertAlmostEquals(actual, expected, Math.abs(expected) * tolerance);
}

Deno.test("normalCdf() gives the tabulated values in both tails", () => {
  // Abramowitz and Stegun, tables 26.1 and 26.2
  assertRelative(normalCdf(1), 0.841344746068543, 1e-14);
  assertRelative(normalCdf(2), 0.977249868051821, 1e-14);
  assertRelative(normalCdf(-3), 1.349898031630095e-3, 1e-12);
  assertRelative(normalCdf(-5), 2.866515718791939e-7, 1e-12);
  assertRelative(normalCdf(-10), 7.61985302416053e-24, 1e-12);
  assertEquals(normalCdf(0), 0.5);
  assertEquals([normalCdf(-Infinity), normalCdf(Infinity)], [0, 1]);
});

Deno.test("normalCdf() is smooth where its two methods meet", () => {
  for (const sign of [-1, 1]) {
    const step = normalCdf(sign * 3 + 1e-6) - normalCdf(sign * 3 - 1e-6);
    assertRelative(step, 2e-6 * normalDensity(3), 1e-6);
  }
});

Deno.test("normalQuantile() inverts normalCdf()", () => {
  assertRelative(normalQuantile(0.975), 1.959963984540054, 1e-14);
  assertRelative(normalQuantile(0.0125), -2.241402727604945, 1e-14);
  for (const p of [1e-12, 1e-5, 0.02, 0.4, 0.5, 0.9, 0.999]) {
    assertRelative(normalCdf(normalQuantile(p)), p, 1e-11);
  }
});

Deno.test("the normal distribution refuses what has no value", () => {
  assertThrows(() => normalCdf(NaN), RangeError, "NaN");
  assertThrows(() => normalQuantile(1), RangeError, "between 0 and 1");
});
