import { assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { compareAccuracies } from "../../../src/analysis/compare_accuracies.ts";
import { describe } from "../../../src/analysis/describe.ts";
import { studentTCdf } from "../../../src/analysis/student_t.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

interface Case {
  readonly name: string;
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly comparisons: number;
  readonly margin: number;
  readonly expected: (typeof golden.F1)[number]["expected"];
}

const cases: Case[] = [
  ...golden.F1.map((fixture) => ({
    ...fixture,
    name: `F1 ${fixture.left} - ${fixture.right}, m = ${fixture.comparisons}, ±${fixture.margin}`,
    left: golden.accuracies.CTM,
    right: golden.accuracies[fixture.right as "LSTM" | "CNN" | "CNNplus"],
  })),
  { ...golden.F2, name: "F2 (three seeds)" },
  { ...golden.F3, name: "F3 (five seeds)" },
];

function compare({ left, right, comparisons, margin }: Omit<Case, "name" | "expected">) {
  return compareAccuracies({
    left: { label: "left", accuracies: left },
    right: { label: "right", accuracies: right },
    dataset: "fixture",
    examples: 10_000,
    alpha: 0.05,
    comparisons,
    margin,
    stripMargins: [0.25, 0.5, 1, 2],
  });
}

for (const fixture of cases) {
  Deno.test(`compareAccuracies() gives every number and the verdict of ${fixture.name}`, () => {
    const { expected, left, right, margin } = fixture;
    const comparison = compare(fixture);
    const benchmark = comparison.benchmark!;
    const near = (actual: number, value: number) => assertAlmostEquals(actual, value, 1e-6);
    assertEquals(comparison.seeds.length, expected.S);
    near(benchmark.mean, expected.mean);
    near(describe(left.map((value, seed) => value - right[seed]!)).deviation!, expected.sd);
    near(benchmark.standardError, expected.se);
    assertEquals(benchmark.degreesOfFreedom, expected.df);
    near(benchmark.mean / benchmark.standardError, expected.t);
    near(benchmark.p, expected.p_two);
    near(benchmark.difference.low, expected.ci_diff[0]!);
    near(benchmark.difference.high, expected.ci_diff[1]!);
    near(benchmark.equivalence.low, expected.ci_eq[0]!);
    near(benchmark.equivalence.high, expected.ci_eq[1]!);
    near(benchmark.pEquivalence, expected.p_tost);
    near(
      studentTCdf((benchmark.mean - margin) / benchmark.standardError, expected.df),
      expected.p_nonsup,
    );
    near(comparison.marginNeeded!, expected.margin_needed);
    near(comparison.correlation!, expected.corr);
    assertEquals(comparison.verdict, expected.verdict);
  });
}

Deno.test("F1: the small p of CTM - LSTM to the digits shown", () => {
  const { LSTM, CTM } = golden.accuracies;
  const comparison = compare({ left: CTM, right: LSTM, comparisons: 1, margin: 1 });
  assertAlmostEquals(comparison.benchmark!.p, 9.26e-7, 5e-10);
  assertEquals(comparison.signFlip, golden.signFlip.CTM_LSTM);
});

Deno.test("F1: CTM - LSTM leads without being clear, CTM - CNN+ trails clearly", () => {
  const { CTM, LSTM, CNNplus } = golden.accuracies;
  const lstm = compare({ left: CTM, right: LSTM, comparisons: 1, margin: 1 });
  assertEquals([lstm.verdict, lstm.clear, lstm.sign], ["leads", false, 1]);
  const plus = compare({ left: CTM, right: CNNplus, comparisons: 1, margin: 1 });
  assertEquals([plus.verdict, plus.clear, plus.sign], ["trails", true, -1]);
});

Deno.test("F1: the verdict strip of CTM - CNN changes between 0.25 and 0.5 pp", () => {
  const { CTM, CNN } = golden.accuracies;
  const { strip } = compare({ left: CTM, right: CNN, comparisons: 1, margin: 1 });
  assertEquals(strip, [
    { margin: 0.25, verdict: "inconclusive" },
    { margin: 0.5, verdict: "matches" },
    { margin: 1, verdict: "matches" },
    { margin: 2, verdict: "matches" },
  ]);
});

Deno.test("F2 lacks two seeds, F3 lacks nothing but seeds", () => {
  const two = compare(golden.F2);
  assertStringIncludes(two.reason, "only 3 paired seeds");
  assertStringIncludes(two.missing!, "2 more paired seeds");
  const three = compare(golden.F3);
  assertStringIncludes(three.reason, "neither shown");
  assertStringIncludes(three.missing!, "more seed");
});

Deno.test("accuracies alone give the benchmark scope only, and the reason says so", () => {
  const { CTM, CNN } = golden.accuracies;
  const comparison = compare({ left: CTM, right: CNN, comparisons: 1, margin: 1 });
  assertEquals(comparison.population, null);
  assertEquals(comparison.variance, null);
  assertEquals(comparison.scopeNote, null);
  assertStringIncludes(comparison.reason, "these very test examples only");
});

Deno.test("compareAccuracies() refuses uneven, infinite and ill-judged input", () => {
  const good = { left: [1, 2], right: [1, 2], comparisons: 1, margin: 1 };
  assertThrows(() => compare({ ...good, right: [1] }), RangeError, "2 and 1");
  assertThrows(() => compare({ ...good, right: [1, NaN] }), RangeError, "NaN");
  assertThrows(() => compare({ ...good, margin: 0 }), RangeError, "margin");
  assertThrows(() => compare({ ...good, comparisons: 0 }), RangeError, "comparisons");
});
