import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  studentTCdf,
  studentTQuantile,
  studentTTwoSided,
} from "../../../src/analysis/student_t.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

/** Relative difference at most `tolerance`. */
function assertRelative(actual: number, expected: number, tolerance: number, message: string) {
  assertAlmostEquals(actual, expected, Math.abs(expected) * tolerance, message);
}

Deno.test("studentTTwoSided() agrees with 40-digit arithmetic to 1e-11", () => {
  // regularised incomplete beta function of mpmath, 40 digits
  for (
    const [t, degrees, p] of [
      [0.001, 7.6907, 0.99922756584247804],
      [0.5, 0.37, 0.78275593593358271],
      [2.5, 0.37, 0.47657568932639125],
      [1e4, 0.37, 0.022287208551786104],
      [2.32224722, 7.6907, 0.050000000123936295],
      [35.778163, 9, 5.1506281763030426e-11],
      [1, 50.5, 0.32207820923566521],
      [1.9, 12345.6, 0.057456396793966846],
      [6, 12345.6, 2.0284595719995639e-9],
      [40, 3.3, 1.5058887281799362e-5],
      [1.5, 1e6, 0.13361471823679277],
      [1e-8, 5, 0.9999999924078662],
    ] as const
  ) {
    assertRelative(studentTTwoSided(t, degrees), p, 1e-11, `t = ${t}, df = ${degrees}`);
    assertEquals(studentTTwoSided(-t, degrees), studentTTwoSided(t, degrees));
  }
});

Deno.test("studentTCdf() has the closed forms of 1 and 2 degrees of freedom", () => {
  for (const t of [-300, -3, -0.2, 0, 0.2, 1, 3, 300]) {
    // The left tail by the arctangent of the reciprocal, which does not cancel.
    const cauchy = t < 0 ? Math.atan(-1 / t) / Math.PI : 0.5 + Math.atan(t) / Math.PI;
    assertRelative(studentTCdf(t, 1), cauchy, 1e-12, `t = ${t}, df = 1`);
    const root = Math.sqrt(2 + t * t);
    const two = t < 0 ? 1 / (root * (root - t)) : 0.5 + t / (2 * root);
    assertRelative(studentTCdf(t, 2), two, 1e-12, `t = ${t}, df = 2`);
  }
});

Deno.test("studentTCdf() reaches its limits at infinity", () => {
  assertEquals(studentTCdf(-Infinity, 3), 0);
  assertEquals(studentTCdf(Infinity, 3), 1);
  assertEquals(studentTCdf(0, 3), 0.5);
});

Deno.test("studentTQuantile() gives the quantiles of the protocol", () => {
  for (const { p, df, t } of golden.quantiles) {
    assertAlmostEquals(studentTQuantile(p, df), t, 1e-8, `t(${p}; ${df})`);
  }
});

Deno.test("studentTQuantile() agrees with 40-digit arithmetic to 1e-10", () => {
  for (
    const [p, degrees, t] of [
      [0.975, 7.6907, 2.3222472216146039],
      [0.975, 0.5, 164.55767348048824],
      [0.9999, 3.3, 18.209710567820919],
      [0.6, 2.5, 0.28145951274854759],
      [0.975, 12345.6, 1.9601561582595101],
      [0.975, 1 / 3, 2579.4326770818036],
    ] as const
  ) {
    assertRelative(studentTQuantile(p, degrees), t, 1e-10, `t(${p}; ${degrees})`);
  }
});

Deno.test("studentTQuantile() inverts the distribution in both tails", () => {
  for (const degrees of [0.5, 1, 4, 7.6907, 30, 5000]) {
    for (const p of [1e-9, 0.01, 0.3, 0.5, 0.7, 0.99]) {
      assertRelative(
        studentTCdf(studentTQuantile(p, degrees), degrees),
        p,
        1e-9,
        `${p}, df ${degrees}`,
      );
    }
    assertEquals(studentTQuantile(0.25, degrees), -studentTQuantile(0.75, degrees));
  }
});

Deno.test("Student's t refuses what has no value", () => {
  assertThrows(() => studentTCdf(1, 0), RangeError, "Degrees of freedom");
  assertThrows(() => studentTTwoSided(1, NaN), RangeError, "Degrees of freedom");
  assertThrows(() => studentTTwoSided(NaN, 3), RangeError, "NaN");
  assertThrows(() => studentTQuantile(1, 3), RangeError, "between 0 and 1");
  assertThrows(() => studentTQuantile(0.975, 1e-6), RangeError, "too large");
});
