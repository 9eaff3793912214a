import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { BenchError } from "../../../src/spec/mod.ts";
import { errorOverTolerance } from "../../../src/verify/error_over_tolerance.ts";
import { row, smallCase } from "./small_case.ts";

const near = (actual: number, expected: number) => assertAlmostEquals(actual, expected, 1e-5);

Deno.test("an error counts in units of atol + rtol * |reference|", () => {
  const fixture = smallCase([{ name: "expected/y" }], { "expected/y": row(10, -20) });
  assertEquals(errorOverTolerance(fixture, "expected/y", [10, -20]), 0);
  // 0.1 + 0.01 * 10 = 0.2 and 0.1 + 0.01 * 20 = 0.3
  near(errorOverTolerance(fixture, "expected/y", [10.1, -20]), 0.5);
  near(errorOverTolerance(fixture, "expected/y", [10.1, -20.6]), 2);
});

Deno.test("what is not a number never passes, equal infinities do", () => {
  const fixture = smallCase([{ name: "expected/y" }], { "expected/y": row(1, Infinity) });
  assertEquals(errorOverTolerance(fixture, "expected/y", [1, Infinity]), 0);
  assertEquals(errorOverTolerance(fixture, "expected/y", [NaN, Infinity]), Infinity);
  assertEquals(errorOverTolerance(fixture, "expected/y", [1, 1e30]), Infinity);
});

Deno.test("integers are compared exactly", () => {
  const fixture = smallCase(
    [{ name: "loss/index1", dtype: "I32", tolerance: { exact: true } }],
    { "loss/index1": { shape: [2], data: Int32Array.of(3, 4) } },
  );
  assertEquals(errorOverTolerance(fixture, "loss/index1", [3, 4]), 0);
  assertEquals(errorOverTolerance(fixture, "loss/index1", [3, 5]), Infinity);
});

Deno.test("a scalar is compared with its full precision", () => {
  const fixture = smallCase(
    [{ name: "loss/value", value: 1.5, tolerance: { atol: 0.5, rtol: 0 } }],
    { "loss/value": { shape: [], data: Float32Array.of(9) } },
  );
  near(errorOverTolerance(fixture, "loss/value", [1.75]), 0.5);
});

Deno.test("of a step only elements with a real gradient count, and exact zeros where they should", () => {
  const tensors = { "step/w": row(1, 1, 1), "grad/w": row(0.5, 1e-6, 0) };
  const error = (zeros: boolean, got: number[]) => {
    const step = { name: "step/w", min_abs_grad: 1e-3, compare_zero_grad: zeros };
    return errorOverTolerance(smallCase([step, { name: "grad/w" }], tensors), "step/w", got);
  };
  // 0.1 + 0.01 * 1 = 0.11
  near(error(false, [1.11, 7, 7]), 1);
  near(error(true, [1, 7, 1.22]), 2);
});

Deno.test("elements to ignore are left out", () => {
  const fixture = smallCase(
    [{ name: "grad/w", ignore: [1, 3] }],
    { "grad/w": row(1, 2, 3, 4) },
  );
  assertEquals(errorOverTolerance(fixture, "grad/w", [1, 9, 9, 4]), 0);
  near(errorOverTolerance(fixture, "grad/w", [1, 9, 9, 4.14]), 1);
});

Deno.test("a sampled tensor is compared at its places, the others through its statistics", () => {
  // All elements 1: norm 2, and the projection is the sum of 2 u - 1 for the seed 1.
  const entry = {
    name: "expected/y",
    shape: [4],
    stored_as: "expected_sample/y",
    sample: { offset: 1, stride: 2, count: 2 },
    stats: { l2: 2, proj: PROJECTION, proj_seed: 1 },
  };
  const fixture = smallCase([entry], { "expected_sample/y": row(1, 1) });
  assertEquals(errorOverTolerance(fixture, "expected/y", [1, 1, 1, 1]) < 1e-3, true);
  assertEquals(errorOverTolerance(fixture, "expected/y", [1, 2, 1, 1]) > 1, true);
  // Not at the places, yet seen by the statistics.
  assertEquals(errorOverTolerance(fixture, "expected/y", [1.01, 1, 1, 1]) > 1, true);
  // The same norm in another order of signs.
  assertEquals(errorOverTolerance(fixture, "expected/y", [-1, 1, 1, 1]) > 1, true);
});

/** Sum of 2 u_i - 1 over the first four outputs of mulberry32 started from 1, as published. */
const PROJECTION = [
  0.6270739405881613,
  0.002735721180215478,
  0.5274470399599522,
  0.9810509674716741,
]
  .reduce((sum, u) => sum + 2 * u - 1, 0);

Deno.test("another size, or a result that the case does not have, is refused by name", () => {
  const fixture = smallCase([{ name: "expected/y" }], { "expected/y": row(1, 2) });
  assertThrows(() => errorOverTolerance(fixture, "expected/y", [1]), BenchError, "expected/y");
  assertThrows(() => errorOverTolerance(fixture, "expected/z", [1]), BenchError, "expected/z");
});
