import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createQuantileClip, quantileOf } from "../../../src/training/quantile_clip.ts";

const SEED = 20250505;

/** The norms after clipping of one tensor. */
function applied(
  norms: readonly number[],
  options: { quantile: number; history: number },
): number[] {
  const clip = createQuantileClip(options);
  return norms.map((norm) => norm * clip.factors([norm])[0]!);
}

Deno.test("a quantile lies between the nearest ranks, as numpy interpolates", () => {
  // numpy.quantile([7, 1, 3], q)
  assertEquals(quantileOf([7, 1, 3], 0), 1);
  assertEquals(quantileOf([7, 1, 3], 0.5), 3);
  assertAlmostEquals(quantileOf([7, 1, 3], 0.9), 6.2, 1e-12);
  assertEquals(quantileOf([7, 1, 3], 1), 7);
  assertEquals(quantileOf([10, 9, 100], 1), 100);
  assertEquals(quantileOf([5], 0.3), 5);
});

Deno.test("norms 1, 2, 4, 3, 10, 1 are clipped as the authors' clipper does", () => {
  // Observed with the authors' code: specification, section 7.
  const expected = [1, 1, 1.9, 3, 3.7, 1];
  const got = applied([1, 2, 4, 3, 10, 1], { quantile: 0.9, history: 1000 });
  got.forEach((norm, step) => assertAlmostEquals(norm, expected[step]!, 1e-5, `step ${step + 1}`));
});

Deno.test("only the latest norms count", () => {
  // Median of the two steps before: none, 8, (8 + 2) / 2, (2 + 4) / 2, (4 + 9) / 2.
  const got = applied([8, 2, 4, 9, 7], { quantile: 0.5, history: 2 });
  [8, 2, 4, 3, 6.5].forEach((norm, step) => assertAlmostEquals(got[step]!, norm, 1e-5));
  // A history of one step clips to the norm before, whatever the quantile.
  const last = applied([5, 3, 4, 2, 9], { quantile: 0.1, history: 1 });
  [5, 3, 3, 2, 2].forEach((norm, step) => assertAlmostEquals(last[step]!, norm, 1e-5));
});

Deno.test("any norm is clipped to the quantile of the slice of history before it", () => {
  const norm = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(norm, { minLength: 1, maxLength: 30 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 12 }),
      (norms, quantile, history) => {
        applied(norms, { quantile, history }).forEach((got, step) => {
          const earlier = norms.slice(Math.max(0, step - history), step);
          const limit = step === 0 ? Infinity : quantileOf(earlier, quantile);
          const expected = Math.min(norms[step]!, limit);
          assert(got <= expected + 1e-9, `step ${step}: ${got} above ${expected}`);
          assert(got >= expected - 1e-6 - 1e-9, `step ${step}: ${got} below ${expected}`);
        });
      },
    ),
    { seed: SEED, numRuns: 200 },
  );
});

Deno.test("each tensor has a past of its own", () => {
  const both = createQuantileClip({ quantile: 0.9, history: 10 });
  const steps = [[1, 5], [2, 4], [4, 3]];
  const got = steps.map((norms) => both.factors(norms).map((factor, i) => factor * norms[i]!));
  const alone = [0, 1].map((tensor) =>
    applied(steps.map((norms) => norms[tensor]!), { quantile: 0.9, history: 10 })
  );
  assertEquals(got, steps.map((_, step) => alone.map((norms) => norms[step]!)));
});
