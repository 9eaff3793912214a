import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  benjaminiHochberg,
  bonferroni,
  holm,
  replicabilityCount,
} from "../../../src/analysis/multiplicity.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

const { p, holm: ofHolm, bh, bonf } = golden.multiplicity;

function assertClose(actual: readonly number[], expected: readonly number[]) {
  assertEquals(actual.length, expected.length);
  actual.forEach((one, index) => assertAlmostEquals(one, expected[index]!, 1e-12));
}

Deno.test("the adjustments give the numbers of the protocol", () => {
  assertClose(holm(p), ofHolm);
  assertClose(benjaminiHochberg(p), bh);
  assertClose(bonferroni(p), bonf);
});

Deno.test("the adjustments keep the order in which the values came", () => {
  const order = [3, 0, 4, 2, 1];
  const shuffled = order.map((index) => p[index]!);
  const expected = (values: readonly number[]) => order.map((index) => values[index]!);
  assertClose(holm(shuffled), expected(ofHolm));
  assertClose(benjaminiHochberg(shuffled), expected(bh));
  assertClose(bonferroni(shuffled), expected(bonf));
});

Deno.test("an adjusted value never falls below a smaller one's, nor above 1", () => {
  // 3 * .02 = .06 is more than 2 * .025 = .05.
  assertClose(holm([0.02, 0.025, 0.9]), [0.06, 0.06, 0.9]);
  assertClose(benjaminiHochberg([0.04, 0.05]), [0.05, 0.05]);
  assertClose(holm([0.6, 0.7]), [1, 1]);
  assertEquals(holm([]), []);
});

Deno.test("replicabilityCount() counts what Holm rejects", () => {
  // Holm: .005, .048, .063, ...
  assertEquals(replicabilityCount(p, 0.05), 2);
  assertEquals(replicabilityCount([0.06, 0.5], 0.05), 0);
});

Deno.test("a p value outside 0 to 1 is refused", () => {
  assertThrows(() => holm([0.1, 1.1]), RangeError, "1.1");
  assertThrows(() => bonferroni([NaN]), RangeError, "NaN");
});
