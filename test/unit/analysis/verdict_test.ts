import { assertEquals, assertStringIncludes } from "@std/assert";
import type { ScopeEstimate } from "../../../src/analysis/comparison.ts";
import { decideVerdict, verdictStrip } from "../../../src/analysis/verdict.ts";

/** An estimate of which the rule reads only the two intervals and the standard error. */
function estimate(
  difference: readonly [number, number],
  equivalence: readonly [number, number],
  standardError = 1,
): ScopeEstimate {
  return {
    scope: "population",
    mean: (difference[0] + difference[1]) / 2,
    standardError,
    degreesOfFreedom: 9,
    difference: { low: difference[0], high: difference[1] },
    equivalence: { low: equivalence[0], high: equivalence[1] },
    p: 0.5,
    pEquivalence: 0.5,
  };
}

function decide(of: ScopeEstimate | null, seeds = 10, obstacle: string | null = null) {
  return decideVerdict({ estimate: of, seeds, margin: 1, obstacle });
}

Deno.test("an equivalence interval inside the margin matches", () => {
  const decision = decide(estimate([-0.6, 0.4], [-0.5, 0.3]));
  assertEquals([decision.verdict, decision.sign, decision.marginNeeded], ["matches", 0, 0.5]);
});

Deno.test("matches has precedence over a difference that excludes 0, and keeps its sign", () => {
  const above = decide(estimate([0.1, 0.5], [0.2, 0.4]));
  assertEquals([above.verdict, above.sign], ["matches", 1]);
  assertStringIncludes(above.reason, "above 0");
  const below = decide(estimate([-0.5, -0.1], [-0.4, -0.2]));
  assertEquals([below.verdict, below.sign], ["matches", -1]);
  assertStringIncludes(below.reason, "below 0");
});

Deno.test("an interval that touches the margin does not match, one that touches 0 does not lead", () => {
  assertEquals(decide(estimate([-0.2, 1.2], [0.1, 1])).verdict, "inconclusive");
  assertEquals(decide(estimate([-1.2, 0.2], [-1, -0.1])).verdict, "inconclusive");
  assertEquals(decide(estimate([0, 2], [0.2, 1.8])).verdict, "inconclusive");
  assertEquals(decide(estimate([-2, 0], [-1.8, -0.2])).verdict, "inconclusive");
});

Deno.test("a difference interval above 0 leads, beyond the margin clearly", () => {
  const leads = decide(estimate([0.9, 1.6], [1.1, 1.4]));
  assertEquals([leads.verdict, leads.clear, leads.sign], ["leads", false, 1]);
  const clear = decide(estimate([1.1, 1.6], [1.2, 1.5]));
  assertEquals([clear.verdict, clear.clear, clear.sign], ["leads", true, 1]);
});

Deno.test("a difference interval below 0 trails, beyond the margin clearly", () => {
  const trails = decide(estimate([-1.6, -0.9], [-1.4, -1.1]));
  assertEquals([trails.verdict, trails.clear, trails.sign], ["trails", false, -1]);
  const clear = decide(estimate([-1.6, -1.1], [-1.5, -1.2]));
  assertEquals([clear.verdict, clear.clear, clear.sign], ["trails", true, -1]);
});

Deno.test("fewer than 5 seeds are inconclusive whatever the intervals", () => {
  const lead = estimate([5, 6], [5.2, 5.8]);
  const decision = decide(lead, 4);
  assertEquals([decision.verdict, decision.sign, decision.clear], ["inconclusive", 0, false]);
  assertEquals(decision.reason, "only 4 paired seeds: a verdict needs at least 5");
  assertEquals(decision.marginNeeded, 5.8);
  assertEquals(decide(lead, 5).verdict, "leads");
  assertStringIncludes(decide(null, 1).reason, "only 1 paired seed:");
  assertStringIncludes(decide(null, 0).reason, "no paired seeds");
});

Deno.test("standard error 0 is inconclusive: the seeds may not differ", () => {
  const decision = decide(estimate([0.2, 0.2], [0.2, 0.2], 0));
  assertEquals(decision.verdict, "inconclusive");
  assertEquals(decision.reason, "no variation: are the seeds really different?");
  assertEquals(decision.marginNeeded, null);
});

Deno.test("an obstacle overrides the numbers but not the lack of seeds", () => {
  const lead = estimate([5, 6], [5.2, 5.8]);
  assertEquals(decide(lead, 10, "gate failed").reason, "gate failed");
  assertEquals(decide(lead, 10, "gate failed").verdict, "inconclusive");
  assertStringIncludes(decide(lead, 3, "gate failed").reason, "only 3");
});

Deno.test("verdictStrip() repeats the rule at 0.25, 0.5, 1 and 2 points", () => {
  const evidence = {
    estimate: estimate([-0.004, 0.008], [-0.003, 0.007]),
    seeds: 10,
    margin: 0.01,
    obstacle: null,
  };
  assertEquals(verdictStrip(evidence), [
    { margin: 0.0025, verdict: "inconclusive" },
    { margin: 0.005, verdict: "inconclusive" },
    { margin: 0.01, verdict: "matches" },
    { margin: 0.02, verdict: "matches" },
  ]);
});
