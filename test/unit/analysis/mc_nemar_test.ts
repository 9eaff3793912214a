import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { mcNemar } from "../../../src/analysis/mc_nemar.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

for (const fixture of golden.mcnemar) {
  const { b: onlyLeft, c: onlyRight, n: examples } = fixture;
  Deno.test(`mcNemar() gives the numbers of (${onlyLeft}, ${onlyRight}, ${examples})`, () => {
    const test = mcNemar({ onlyLeft, onlyRight, examples });
    assertAlmostEquals(test.exact, fixture.exact, 1e-8);
    assertAlmostEquals(test.chiSquared, fixture.chi2, 1e-6);
    assertAlmostEquals(test.pChiSquared, fixture.p_chi2, 1e-8);
    assertAlmostEquals(test.corrected, fixture.chi2_cc, 1e-6);
    assertAlmostEquals(test.pCorrected, fixture.p_cc, 1e-8);
    assertAlmostEquals(test.difference, fixture.diff, 1e-12);
    assertAlmostEquals(test.standardError, fixture.se, 1e-8);
    // With b = c the reference drops the observed table, half of which belongs to the p value.
    const half = onlyLeft === onlyRight ? (1 - fixture.midp) / 2 : 0;
    assertAlmostEquals(test.midP, fixture.midp + half, 1e-8);
  });
}

Deno.test("with b = c the mid-p is 1 minus half the probability of the table", () => {
  // P(Bin(10, 1/2) = 5) = 252 / 1024
  assertAlmostEquals(mcNemar({ onlyLeft: 5, onlyRight: 5, examples: 100 }).midP, 1 - 126 / 1024);
});

Deno.test("networks that never disagree do not differ", () => {
  const { exact, chiSquared, pChiSquared } = mcNemar({ onlyLeft: 0, onlyRight: 0, examples: 9 });
  assertEquals([exact, chiSquared, pChiSquared], [1, 0, 1]);
});

Deno.test("mcNemar() refuses what is no table", () => {
  assertThrows(() => mcNemar({ onlyLeft: 6, onlyRight: 5, examples: 10 }), RangeError, "6, 5, 10");
  assertThrows(() => mcNemar({ onlyLeft: 0.5, onlyRight: 0, examples: 10 }), RangeError);
});
