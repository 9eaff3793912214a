import {
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { comparePaired, type ComparisonInput } from "../../../src/analysis/compare.ts";
import type { ComparedRun, ComparedSide } from "../../../src/analysis/pair_runs.ts";
import { BenchError, EXIT } from "../../../src/spec/errors.ts";
import golden from "../../golden/statistics.json" with { type: "json" };
import { mulberry32, mulberryFixture } from "./mulberry_fixture.ts";

function run(seed: number, correct: Float64Array, changes: Partial<ComparedRun> = {}): ComparedRun {
  const accuracy = correct.reduce((sum, one) => sum + one, 0) / correct.length;
  const examples = correct.length;
  return {
    seed,
    correct,
    accuracy,
    examples,
    exampleIds: "split one",
    diverged: false,
    ...changes,
  };
}

/** A side whose seeds are 1, 2, ... in the order of the rows. */
function side(label: string, rows: readonly Float64Array[]): ComparedSide {
  return { label, runs: rows.map((row, index) => run(index + 1, row)), validationError: 0.3 };
}

function compare(left: ComparedSide, right: ComparedSide, changes: Partial<ComparisonInput> = {}) {
  return comparePaired({
    left,
    right,
    dataset: "digits",
    alpha: 0.05,
    comparisons: 1,
    margin: "auto",
    chance: 0.1,
    ...changes,
  });
}

/** `seeds` rows of independent results, each correct with probability `accuracy`. */
function rows(seeds: number, examples: number, accuracy: number, stream: number): Float64Array[] {
  const draw = mulberry32(stream);
  return Array.from(
    { length: seeds },
    () => Float64Array.from({ length: examples }, () => draw() < accuracy ? 1 : 0),
  );
}

Deno.test("comparePaired() gives fixture M1 in both scopes", () => {
  const { a, b } = mulberryFixture();
  const comparison = compare(side("ctm", a), side("lstm", b));
  assertEquals(comparison.seeds, [1, 2, 3, 4, 5, 6, 7, 8]);
  assertEquals(comparison.examples, 500);
  assertAlmostEquals(comparison.population!.standardError, golden.M1.twoWay.se, 1e-8);
  assertAlmostEquals(comparison.population!.difference.low, golden.M1.twoWay.ci95[0]!, 1e-7);
  assertAlmostEquals(comparison.benchmark!.p, golden.M1.seed_t.p, 1e-7);
  assertAlmostEquals(comparison.leftAccuracy - comparison.rightAccuracy, 0.039, 1e-12);
  assertAlmostEquals(comparison.perSeed[7]!.difference, 0.094, 1e-12);
  assertEquals([comparison.verdict, comparison.clear, comparison.sign], ["leads", false, 1]);
  assertEquals(comparison.missing, null);
  assertEquals(comparison.scopeNote, null);
  assertEquals(comparison.remarks, []);
  assertEquals(comparison.margin, 0.01);
  assertStringIncludes(comparison.marginReason, "30.0 %");
  assertAlmostEquals(comparison.variance!.residual, golden.M1.twoWay.MS[2]!, 1e-8);
});

Deno.test("comparePaired() takes the margin from the baseline, or as given", () => {
  const { a, b } = mulberryFixture();
  const baseline = { ...side("lstm", b), validationError: 0.06 };
  assertAlmostEquals(compare(side("ctm", a), baseline).margin, 0.006, 1e-15);
  const given = compare(side("ctm", a), baseline, { margin: 0.2 });
  assertEquals([given.margin, given.verdict, given.sign], [0.2, "matches", 1]);
  assertEquals(given.marginReason, "given for this study");
});

Deno.test("a seed without its partner is dropped from both sides and listed", () => {
  const { a, b } = mulberryFixture();
  const extended = [...a, ...rows(4, 500, 0.7, 1)];
  const left = side("ctm", extended);
  const right = side("lstm", [...b, ...rows(3, 500, 0.7, 2)]);
  const comparison = compare(left, right);
  assertEquals(comparison.seeds.length, 11);
  assertEquals(comparison.remarks, ["seed 12 left out: no finished run of lstm"]);
  assertAlmostEquals(
    comparison.leftAccuracy,
    left.runs.slice(0, 11).reduce((sum, one) => sum + one.accuracy, 0) / 11,
    1e-12,
  );
});

Deno.test("more than 10 % of the pairs dropped is inconclusive, 10 % is not", () => {
  const left = side("ctm", rows(10, 500, 0.9, 3));
  const right = side("lstm", rows(10, 500, 0.6, 4));
  const without = (...seeds: number[]) => ({
    ...right,
    runs: right.runs.filter((one) => !seeds.includes(one.seed)),
  });
  assertEquals(compare(left, without(3)).verdict, "leads");
  const two = compare(left, without(3, 7));
  assertEquals(two.verdict, "inconclusive");
  assertEquals(two.reason, "2 of 10 seed pairs are incomplete, more than 10 %");
  assertEquals(two.missing, "finished runs of both models for seeds 3, 7");
  assertEquals(two.strip.every((one) => one.verdict === "inconclusive"), true);
});

Deno.test("planned seeds that neither side has finished count as dropped", () => {
  const left = side("ctm", rows(6, 500, 0.9, 3));
  const right = side("lstm", rows(6, 500, 0.6, 4));
  assertEquals(compare(left, right, { plannedSeeds: [1, 2, 3, 4, 5, 6] }).verdict, "leads");
  const comparison = compare(left, right, { plannedSeeds: [1, 2, 3, 4, 5, 6, 7] });
  assertEquals(comparison.verdict, "inconclusive");
  assertEquals(comparison.remarks, ["seed 7 left out: no finished run of either model"]);
});

Deno.test("a diverged run counts at chance level and is listed", () => {
  const { a, b } = mulberryFixture();
  const left = side("ctm", a);
  // Whatever a diverged run claims is not read, not even its length.
  const broken = { ...left.runs[2]!, accuracy: 0.99, correct: Float64Array.of(1), diverged: true };
  const runs = left.runs.map((one) => one.seed === 3 ? broken : one);
  const comparison = compare({ ...left, runs }, side("lstm", b));
  const third = comparison.perSeed[2]!;
  assertEquals([third.left, third.right], [0.1, 0.64]);
  assertAlmostEquals(third.difference, -0.54, 1e-12);
  assertEquals(comparison.remarks, ["seed 3 of ctm diverged and counts at chance level (10.0 %)"]);
  // M1's mean is .039 with .028 from seed 3 (66.8 - 64.0): it is replaced by -.54.
  assertAlmostEquals(comparison.population!.mean, 0.039 + (-0.54 - 0.028) / 8, 1e-12);
  assertAlmostEquals(comparison.benchmark!.mean, comparison.population!.mean, 1e-12);
  assertEquals(comparison.verdict, "inconclusive");
});

Deno.test("a run whose accuracy is not a number counts as diverged", () => {
  const { a, b } = mulberryFixture();
  const right = side("lstm", b);
  const runs = right.runs.map((one) =>
    one.seed === 5 ? { ...one, accuracy: NaN, correct: null, exampleIds: null } : one
  );
  const comparison = compare(side("ctm", a), { ...right, runs });
  assertEquals(comparison.perSeed[4]!.right, 0.1);
  assertMatch(comparison.remarks.join(), /seed 5 of lstm diverged/);
  assertEquals(comparison.population === null, false);
});

Deno.test("runs on other examples are refused with exit code 1", () => {
  const { a, b } = mulberryFixture();
  const left = side("ctm", a);
  const right = side("lstm", b);
  const refuse = (change: (one: ComparedRun) => ComparedRun, message: string) => {
    const runs = right.runs.map((one) => one.seed === 4 ? change(one) : one);
    const error = assertThrows(() => compare(left, { ...right, runs }), BenchError, message);
    assertEquals(error.code, EXIT.internal);
    assertEquals(error.message.includes("\n"), false);
  };
  refuse((one) => run(4, one.correct!.slice(0, 400)), "tested on 500 examples");
  refuse((one) => ({ ...one, exampleIds: "split two" }), "different examples");
  refuse((one) => ({ ...one, exampleIds: null }), "without example ids");
  refuse((one) => ({ ...one, correct: one.correct!.slice(1) }), "499 per-example results");
  refuse((one) => ({ ...one, accuracy: one.accuracy + 0.002 }), "reports an accuracy");
  refuse((one) => ({ ...one, seed: 5 }), "two runs of seed 5");
});

Deno.test("one run without per-example results leaves the benchmark scope only", () => {
  const { a, b } = mulberryFixture();
  const left = side("ctm", a);
  const runs = left.runs.map((one) => one.seed === 1 ? { ...one, correct: null } : one);
  const comparison = compare({ ...left, runs }, side("lstm", b));
  assertEquals(comparison.population, null);
  assertEquals(comparison.variance, null);
  assertAlmostEquals(comparison.benchmark!.p, golden.M1.seed_t.p, 1e-7);
  assertEquals(comparison.verdict, "leads");
  assertStringIncludes(comparison.reason, "per-example results are missing");
});

Deno.test("two seeds with identical results are remarked upon", () => {
  const { a, b } = mulberryFixture();
  const twins = a.map((row, index) => index === 6 ? a[1]! : row);
  const comparison = compare(side("ctm", twins), side("lstm", b));
  assertEquals(comparison.remarks, [
    "seeds 2, 7 of ctm gave identical results on every test example",
  ]);
  assertEquals(comparison.reason.includes("no variation"), false);
});

Deno.test("identical seeds on one side are inconclusive although the difference varies", () => {
  const same = rows(1, 500, 0.9, 5)[0]!;
  const copies = side("ctm", [same, same, same, same, same]);
  const comparison = compare(copies, side("lstm", rows(5, 500, 0.6, 6)));
  assertEquals(comparison.population!.standardError > 0, true);
  assertEquals(comparison.verdict, "inconclusive");
  assertStringIncludes(comparison.reason, "no variation: are the seeds really different?");
  assertStringIncludes(comparison.reason, "all seeds of ctm");
  assertEquals(comparison.missing, "runs whose results depend on their seed");
});

Deno.test("a side that is always right may agree with itself", () => {
  const perfect = new Float64Array(500).fill(1);
  const solved = side("ctm", [perfect, perfect, perfect, perfect, perfect]);
  const comparison = compare(solved, side("lstm", rows(5, 500, 0.6, 6)));
  assertEquals([comparison.verdict, comparison.clear], ["leads", true]);
  assertEquals(comparison.remarks, [
    "seeds 1, 2, 3, 4, 5 of ctm are correct on every test example",
  ]);
});

Deno.test("no variation at all is inconclusive", () => {
  const perfect = new Float64Array(500).fill(1);
  const solved = [perfect, perfect, perfect, perfect, perfect];
  const comparison = compare(side("ctm", solved), side("cnn", solved));
  assertEquals(comparison.population!.standardError, 0);
  assertEquals(comparison.verdict, "inconclusive");
  assertEquals(comparison.reason, "no variation: are the seeds really different?");
  assertEquals(comparison.marginNeeded, null);
  assertEquals(comparison.correlation, null);
});

Deno.test("few seeds: what exists is estimated, and the missing seeds are counted", () => {
  const { a, b } = mulberryFixture();
  const first = (count: number) =>
    compare(side("ctm", a.slice(0, count)), side("lstm", b.slice(0, count)));
  const four = first(4);
  assertEquals([four.verdict, four.population !== null], ["inconclusive", true]);
  assertEquals(four.missing, "at least 1 more paired seed: a verdict needs 5");
  const one = first(1);
  assertEquals([one.population, one.benchmark, one.signFlip], [null, null, null]);
  assertEquals(one.leftAccuracy, 0.684);
  assertEquals(one.missing, "at least 4 more paired seeds: a verdict needs 5");
  const none = first(0);
  assertEquals([none.leftAccuracy, none.rightAccuracy, none.examples], [NaN, NaN, 0]);
  assertEquals(none.verdict, "inconclusive");
});

Deno.test("the scopes disagree where the images are few: the note blames the images", () => {
  // All seeds differ from the baseline on nearly the same images: 20 up, 12 down of 100.
  const base = Array.from({ length: 100 }, (_, j) => j < 20 ? [1, 0] : j < 32 ? [0, 1] : [1, 1]);
  const left = [0, 1, 2, 3, 4, 5].map((seed) =>
    Float64Array.from(base, ([one], j) => j === 40 + seed && seed % 2 === 0 ? 0 : one!)
  );
  const right = [0, 1, 2, 3, 4, 5].map((seed) =>
    Float64Array.from(base, ([, one], j) => j === 60 + seed ? 0 : one!)
  );
  const comparison = compare(side("ctm", left), side("lstm", right));
  assertEquals(comparison.verdict, "inconclusive");
  assertEquals(
    comparison.scopeNote,
    "inconclusive for new examples, but leads for these very examples: the noise of the test examples makes the difference",
  );
  // No number of seeds removes it, more images do.
  assertMatch(
    comparison.missing!,
    /^\d+ times as many test examples, as more seeds alone would not/,
  );
  // Where the study is about these very examples, that decides it.
  const chosen = compare(side("ctm", left), side("lstm", right), { scope: "benchmark" });
  assertEquals([chosen.verdict, chosen.missing], ["leads", null]);
  assertEquals(chosen.scopeNote, comparison.scopeNote);
});

Deno.test("comparePaired() refuses criteria out of range", () => {
  const { a, b } = mulberryFixture();
  const refuse = (changes: Partial<ComparisonInput>, message: string) =>
    assertThrows(() => compare(side("ctm", a), side("lstm", b), changes), RangeError, message);
  refuse({ alpha: 0.5 }, "alpha");
  refuse({ alpha: 0 }, "alpha");
  refuse({ comparisons: 1.5 }, "comparisons");
  refuse({ margin: -0.01 }, "margin");
  refuse({ chance: NaN }, "chance");
});

Deno.test("fractions of right answers count as they are", () => {
  // Two of four answers more are right in half of the examples: a quarter on average.
  const less = (seed: number) => Float64Array.from({ length: 200 }, (_, j) => ((j + seed) % 3) / 4);
  const more = (seed: number) => less(seed).map((one, j) => (j + seed) % 2 === 0 ? one + 0.5 : one);
  const seeds = [0, 1, 2, 3, 4, 5];
  const comparison = compare(side("ctm", seeds.map(more)), side("mlp", seeds.map(less)));
  assertAlmostEquals(comparison.population!.mean, 0.25, 1e-12);
  assertAlmostEquals(comparison.benchmark!.mean, 0.25, 1e-12);
  assertEquals(comparison.verdict, "leads");
});
