import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { comparePaired, type ComparisonInput } from "../../../src/analysis/compare.ts";
import { scopeEstimate } from "../../../src/analysis/scope_estimate.ts";
import { SCENARIOS, selfTest } from "../../../src/analysis/self_test.ts";
import {
  expectedAccuracy,
  levelOf,
  simulatedStudies,
} from "../../../src/analysis/simulated_study.ts";
import { mulberry32 } from "../../../src/analysis/mulberry32.ts";
import { decideVerdict } from "../../../src/analysis/verdict.ts";

Deno.test("simulated studies have the expected difference that they were asked for", () => {
  for (const accuracy of [0.1, 0.5, 0.7, 0.78, 0.99]) {
    assertAlmostEquals(expectedAccuracy(levelOf(accuracy)), accuracy, 1e-12);
  }
  const draw = mulberry32(11);
  const simulate = simulatedStudies({ seeds: 5, examples: 200, baseline: 0.7, difference: 0.08 });
  const studies = 1500;
  const differences = Array.from({ length: studies }, () => {
    const { left, right } = simulate(draw);
    const mean = (side: typeof left) =>
      side.runs.reduce((sum, run) => sum + run.accuracy, 0) / side.runs.length;
    return mean(left) - mean(right);
  });
  const mean = differences.reduce((sum, one) => sum + one, 0) / studies;
  const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / studies;
  assertAlmostEquals(mean, 0.08, 4 * Math.sqrt(variance / studies));
  // The networks of a study share its examples, and differ all the same.
  const { left } = simulate(draw);
  assert(new Set(left.runs.map((run) => run.accuracy)).size > 1);
});

Deno.test("the margin of each scenario at the margin is its true difference", () => {
  const atMargin = SCENARIOS.filter(({ counted }) => counted.verdicts.includes("matches"));
  assertEquals(atMargin.length, 2);
  for (const { study, margin } of atMargin) assertEquals(study.difference, margin);
});

Deno.test("the verdict path holds its error rates (200 studies of each kind)", () => {
  for (const result of selfTest({ studies: 200, seed: 1 })) {
    assert(result.holds, `${result.name}: ${result.rate}, ${result.direction} ${result.bound}`);
    const { leads, matches, trails, inconclusive } = result.verdicts;
    assertEquals(leads + matches + trails + inconclusive, 200);
  }
});

/** All outcomes as independent, as if ten thousand images were ten thousand replications. */
function compareAsIndependent(input: ComparisonInput) {
  const { margin } = input as { margin: number };
  const differences = input.left.runs.flatMap((run, row) =>
    Array.from(run.correct!, (one, example) => one - input.right.runs[row]!.correct![example]!)
  );
  const count = differences.length;
  const mean = differences.reduce((sum, one) => sum + one, 0) / count;
  const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (count - 1);
  const estimate = scopeEstimate("population", {
    mean,
    standardError: Math.sqrt(variance / count),
    degreesOfFreedom: count - 1,
  }, { alpha: input.alpha, comparisons: input.comparisons, margin });
  const evidence = { estimate, seeds: input.left.runs.length, margin, obstacle: null };
  return { verdict: decideVerdict(evidence).verdict, look: null };
}

Deno.test("the self-test finds a comparison that takes all outcomes as independent", () => {
  const results = selfTest({ studies: 200, seed: 1, compare: compareAsIndependent });
  const errors = results.filter((one) => one.direction === "at most");
  assertEquals(errors.map((one) => one.holds), [false, false, false, false]);
});

/** Every look at the full level, as if it were the only one. */
function compareAtEveryLook(input: ComparisonInput) {
  const verdicts = input.looks!.map((seeds) => {
    const first = (side: typeof input.left) => ({ ...side, runs: side.runs.slice(0, seeds) });
    const single = { ...input, looks: null, left: first(input.left), right: first(input.right) };
    return { seeds, verdict: comparePaired(single).verdict };
  });
  const { seeds, verdict } = verdicts.at(-1)!;
  const ended = { formal: true, next: null, waitingFor: [], interim: null, tails: null };
  const look = { planned: input.looks!, available: seeds, at: seeds, ...ended, verdicts };
  return { verdict, look };
}

Deno.test("the self-test finds peeking at the full level", () => {
  const [, , atLooks] = SCENARIOS;
  const scenario = {
    ...atLooks!,
    study: { ...atLooks!.study, examples: 150, seeds: 30 },
    looks: [10, 14, 22, 30],
  };
  const rates = [comparePaired, compareAtEveryLook].map((compare) =>
    selfTest({ studies: 200, seed: 1, compare, scenarios: [scenario] })[0]!.holds
  );
  assertEquals(rates, [true, false]);
});

Deno.test("the self-test finds a comparison that never decides", () => {
  const results = selfTest({
    studies: 5,
    seed: 1,
    compare: () => ({ verdict: "inconclusive", look: null }),
  });
  assertEquals(results.map((one) => one.holds), [true, true, true, true, false]);
});

Deno.test("the bound is 6 % from 2000 studies on, and wider for fewer", () => {
  const bound = (studies: number) =>
    selfTest({
      studies,
      seed: 1,
      compare: () => ({ verdict: "inconclusive", look: null }),
      scenarios: [{ ...SCENARIOS[0]!, study: { ...SCENARIOS[0]!.study, seeds: 1, examples: 1 } }],
    })[0]!.bound;
  assertAlmostEquals(bound(2000), 0.06, 1e-12);
  assertAlmostEquals(bound(8000), 0.06, 1e-12);
  assertAlmostEquals(bound(500), 0.07, 1e-12);
});
