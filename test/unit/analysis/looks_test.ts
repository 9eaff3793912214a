import { assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { comparePaired, type ComparisonInput } from "../../../src/analysis/compare.ts";
import { intervalLevels } from "../../../src/analysis/interval_levels.ts";
import { lookProgress } from "../../../src/analysis/looks.ts";
import { mulberry32 } from "../../../src/analysis/mulberry32.ts";
import { simulatedStudies } from "../../../src/analysis/simulated_study.ts";
import { studentTQuantile } from "../../../src/analysis/student_t.ts";
import { verdictSentence } from "../../../src/analysis/verdict_sentence.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

const PLANNED = Array.from({ length: 20 }, (_, index) => index + 1);
const STUDY = simulatedStudies({ seeds: 20, examples: 400, baseline: 0.7, difference: 0.1 })(
  mulberry32(4),
);

/** The study with the runs of its first `seeds` seeds, or of given ones. */
function compare(seeds: number | readonly number[], changes: Partial<ComparisonInput> = {}) {
  const list = typeof seeds === "number" ? PLANNED.slice(0, seeds) : seeds;
  const only = ({ runs, ...side }: typeof STUDY.left) => ({
    ...side,
    runs: runs.filter((run) => list.includes(run.seed)),
  });
  return comparePaired({
    left: only(STUDY.left),
    right: only(STUDY.right),
    dataset: "digits",
    alpha: 0.05,
    comparisons: 1,
    margin: 0.01,
    chance: 0.1,
    plannedSeeds: PLANNED,
    looks: [10, 20],
    ...changes,
  });
}

Deno.test("lookProgress() takes a look when all of its seeds are there, and only they", () => {
  const progress = (paired: readonly number[]) =>
    lookProgress([2, 4], { planned: [5, 6, 7, 8], paired });
  assertEquals(progress([5]), { reached: [], next: 2, waitingFor: [6] });
  assertEquals(progress([6, 5]), { reached: [2], next: 4, waitingFor: [7, 8] });
  // A later seed does not stand in for an earlier one.
  assertEquals(progress([5, 7, 8]), { reached: [], next: 2, waitingFor: [6] });
  assertEquals(progress([5, 6, 7, 8]), { reached: [2, 4], next: null, waitingFor: [] });
});

Deno.test("a look's intervals have the protocol's t quantiles", () => {
  const { sequential } = golden;
  for (const [seeds, index] of [[10, 0], [20, 1]] as const) {
    const { benchmark } = compare(seeds);
    const { mean, standardError, difference, equivalence } = benchmark!;
    const quantile = (high: number) => (high - mean) / standardError;
    assertAlmostEquals(quantile(difference.high), sequential.t_crit_diff_S10_S20[index]!, 5.1e-5);
    assertAlmostEquals(quantile(equivalence.high), sequential.t_crit_eq_S10_S20[index]!, 5.1e-5);
  }
  // Without looks they are those of a single test.
  const { mean, standardError, difference } = compare(20, { looks: null }).benchmark!;
  assertAlmostEquals((difference.high - mean) / standardError, studentTQuantile(0.975, 19), 1e-9);
});

Deno.test("intervalLevels() are those of the look that the numbers are of", () => {
  const [first, last] = [intervalLevels(compare(14)), intervalLevels(compare(20))];
  // One-sided p .001525 and .0245, to the digits shown.
  assertAlmostEquals(first.difference, 1 - 2 * 0.001525, 1e-6);
  assertAlmostEquals(last.difference, 1 - 2 * 0.0245, 1e-5);
  const single = { difference: 0.95, equivalence: 0.9 };
  assertEquals(intervalLevels(compare(7)), single);
  assertEquals(intervalLevels(compare(20, { looks: null })), single);
});

Deno.test("before the first look there is an estimate and no verdict", () => {
  const early = compare(7);
  assertEquals([early.verdict, early.sign, early.clear], ["inconclusive", 0, false]);
  assertEquals(early.reason, "not a look: the first is at 10 seeds, 7 are paired");
  assertEquals(early.missing, "the look at 10 seeds, which waits for seeds 8, 9, 10");
  assertEquals(early.seeds.length, 7);
  assertEquals(early.population === null, false);
  assertEquals(early.strip.every((one) => one.verdict === "inconclusive"), true);
  assertEquals(early.remarks.some((one) => one.includes("left out")), false);
  const { look } = early;
  assertEquals([look!.at, look!.formal, look!.next, look!.available], [null, false, 10, 7]);
  // The same study without looks would have led.
  assertEquals(compare(7, { looks: null, plannedSeeds: [1, 2, 3, 4, 5, 6, 7] }).verdict, "leads");
  assertStringIncludes(compare(2).reason, "not a look: the first is at 10 seeds, 2 are paired");
});

Deno.test("between looks the last verdict is repeated with the seeds of its look", () => {
  const first = compare(10);
  const between = compare(14);
  assertEquals(first.look!.formal, true);
  assertEquals(first.verdict, "leads");
  for (
    const key of ["verdict", "reason", "seeds", "population", "benchmark", "signFlip"] as const
  ) {
    assertEquals(between[key], first[key], key);
  }
  assertEquals([between.look!.at, between.look!.formal, between.look!.next], [10, false, 20]);
  assertEquals(between.look!.waitingFor, [15, 16, 17, 18, 19, 20]);
  const all = compare(14, { looks: null, plannedSeeds: PLANNED.slice(0, 14) });
  assertEquals(between.look!.interim, all.population);
  assertStringIncludes(between.remarks[0]!, "14 paired seeds are not a look: the verdict is that");
  assertStringIncludes(verdictSentence(between), "10 seeds × 400 examples (look 1 of 2; 14 seeds");
  assertStringIncludes(verdictSentence(first), "10 seeds × 400 examples (look 1 of 2), p");
});

Deno.test("the last look counts all seeds and remembers the earlier one", () => {
  const last = compare(20);
  assertEquals(last.seeds, PLANNED);
  assertEquals(last.look!.verdicts.map((one) => one.seeds), [10, 20]);
  assertEquals([last.look!.next, last.look!.interim], [null, null]);
  assertEquals(last.remarks[0], `at the look at 10 seeds: ${last.look!.verdicts[0]!.verdict}`);
});

Deno.test("what is in the way of a verdict is not waited away", () => {
  const gate = { obstacle: "the CNN failed its gate", missing: "a CNN that learns" };
  for (const seeds of [7, 10, 14]) {
    const gated = compare(seeds, { gate });
    assertEquals([gated.verdict, gated.missing], ["inconclusive", gate.missing]);
  }
  const [first] = STUDY.left.runs;
  const same = STUDY.left.runs.map(({ seed }) => ({ ...first!, seed }));
  const identical = compare(14, { left: { ...STUDY.left, runs: same.slice(0, 14) } });
  assertStringIncludes(identical.reason, "no variation");
  assertEquals(identical.missing, "runs whose results depend on their seed");
});

Deno.test("a missing seed holds back its look", () => {
  const without = compare(PLANNED.filter((seed) => seed !== 3));
  assertEquals([without.look!.at, without.look!.available], [null, 19]);
  assertEquals(without.missing, "the look at 10 seeds, which waits for seed 3");
});

Deno.test("at a look an automatic margin is that of the look's seeds", () => {
  const withErrors = (side: typeof STUDY.right) => ({
    ...side,
    runs: side.runs.map((run) => ({ ...run, validationError: run.seed <= 10 ? 0.06 : 0.08 })),
    validationError: 0.07,
  });
  const right = withErrors(STUDY.right);
  const at = (seeds: number) =>
    comparePaired({
      left: { ...STUDY.left, runs: STUDY.left.runs.slice(0, seeds) },
      right: { ...right, runs: right.runs.slice(0, seeds) },
      dataset: "digits",
      alpha: 0.05,
      comparisons: 1,
      margin: "auto",
      chance: 0.1,
      plannedSeeds: PLANNED,
      looks: [10, 20],
    }).margin;
  assertAlmostEquals(at(14), 0.006, 1e-12);
  assertAlmostEquals(at(20), 0.007, 1e-12);
});

Deno.test("one look at all seeds is the comparison without looks", () => {
  const { look: _, ...single } = compare(20, { looks: [20] });
  const { look: none, ...plain } = compare(20, { looks: null });
  assertEquals(none, null);
  const near = (one: number, other: number) => assertAlmostEquals(one, other, 1e-9);
  near(single.population!.difference.low, plain.population!.difference.low);
  near(single.population!.equivalence.high, plain.population!.equivalence.high);
  assertEquals(single.verdict, plain.verdict);
});

Deno.test("looks that do not rise are refused", () => {
  assertThrows(() => compare(20, { looks: [20, 10] }), RangeError, "rise");
});

Deno.test("the benchmark scope can be chosen, and the reason says so", () => {
  const chosen = compare(20, { looks: null, scope: "benchmark" });
  assertStringIncludes(chosen.reason, "these very test examples only, as chosen for this study");
  assertEquals(chosen.scope, "benchmark");
  assertEquals(chosen.population === null, false);
  assertStringIncludes(verdictSentence(chosen), "(these examples only)");
  assertEquals(compare(20, { looks: null }).reason.includes("very test examples"), false);
});
