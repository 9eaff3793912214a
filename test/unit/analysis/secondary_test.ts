import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { comparePaired, type ComparisonInput } from "../../../src/analysis/compare.ts";
import type { ComparedRun } from "../../../src/analysis/pair_runs.ts";
import { secondaryStatistics } from "../../../src/analysis/secondary.ts";
import golden from "../../golden/statistics.json" with { type: "json" };
import { mulberryFixture } from "./mulberry_fixture.ts";

const { a, b } = mulberryFixture();

function side(label: string, rows: readonly Float64Array[]) {
  const runs = rows.map((correct, index): ComparedRun => ({
    seed: index + 1,
    correct,
    accuracy: correct.reduce((sum, one) => sum + one, 0) / correct.length,
    examples: correct.length,
    exampleIds: "split one",
    diverged: false,
  }));
  return { label, runs, validationError: 0.3 };
}

const M1: ComparisonInput = {
  left: side("ctm", a),
  right: side("lstm", b),
  dataset: "digits",
  alpha: 0.05,
  comparisons: 1,
  margin: "auto",
  chance: 0.1,
};

const secondaryOf = (input: ComparisonInput) => secondaryStatistics(input, comparePaired(input));

Deno.test("the networks of M1: disagreements, McNemar, Wilson", () => {
  const { networks, left, right } = secondaryOf(M1);
  assertEquals([left, right], ["ctm", "lstm"]);
  assertEquals(
    networks.map(({ test }) => [test.onlyLeft, test.onlyRight]),
    golden.M1.b_c,
  );
  assertEquals(networks.map(({ seed }) => seed), [1, 2, 3, 4, 5, 6, 7, 8]);
  for (const { left, test, right } of networks) {
    assertAlmostEquals(test.difference, left.accuracy - right.accuracy, 1e-12);
    assert(left.interval.low < left.accuracy && left.accuracy < left.interval.high);
  }
});

Deno.test("the crossed bootstrap of M1 agrees with the two-way interval and raises no alarm", () => {
  const { bootstrap } = secondaryOf(M1);
  assertAlmostEquals(bootstrap!.interval.low, golden.bootstrap.M1_crossed.ci95[0]!, 1e-6);
  assertAlmostEquals(bootstrap!.interval.high, golden.bootstrap.M1_crossed.ci95[1]!, 1e-6);
  assertEquals([bootstrap!.resamples, bootstrap!.alarm], [2000, null]);
});

Deno.test("an alarm is raised where the bootstrap excludes 0 and the two-way interval does not", () => {
  const comparison = comparePaired(M1);
  const { population } = comparison;
  // As if the formula had found ten times the error.
  const wide = { ...population!, standardError: 10 * population!.standardError };
  const { bootstrap } = secondaryStatistics(M1, { ...comparison, population: wide });
  assert(bootstrap!.alarm !== null);
  assert(bootstrap!.interval.low > 0);
});

Deno.test("probability of improvement, Welch and summaries of M1", () => {
  const { improvement, welch, sensitivity } = secondaryOf(M1);
  // Seed by seed the CTM is ahead in 7 of 8 (64.8 against 67.8 in seed 2).
  assertEquals(improvement!.paired, 7 / 8);
  assertEquals([improvement!.threshold, improvement!.runsNeeded], [0.75, 17]);
  assert(welch!.p < 0.05);
  assertEquals(sensitivity.map((row) => row.name), [
    "all runs",
    "Olympic mean",
    "interquartile mean",
  ]);
  const [all, olympic] = sensitivity;
  assertAlmostEquals(all!.difference, 0.039, 1e-12);
  assertEquals(all!.verdict, "leads");
  // Without 64.8 and 70.8.
  assertAlmostEquals(olympic!.left, (68.4 + 66.8 + 70 + 68.4 + 69 + 70.2) / 600, 1e-12);
  assertEquals([olympic!.verdict, olympic!.estimate], [null, null]);
});

Deno.test("a diverged run stays in the comparison; without it there is one more row", () => {
  const runs = M1.left.runs.map((run) => run.seed === 3 ? { ...run, diverged: true } : run);
  const input = { ...M1, left: { ...M1.left, runs } };
  const { sensitivity, networks } = secondaryOf(input);
  assertEquals(networks.map(({ seed }) => seed), [1, 2, 4, 5, 6, 7, 8]);
  const [all, , , without] = sensitivity;
  assertEquals([all!.seeds, all!.verdict], [8, "inconclusive"]);
  assertEquals([without!.name, without!.seeds], ["without diverged runs", 7]);
  assertAlmostEquals(without!.difference, (0.039 * 8 - 0.028) / 7, 1e-12);
  assertEquals(without!.verdict, "leads");
  assertEquals(without!.estimate!.scope, "population");
});

Deno.test("without per-example results there are neither networks nor a bootstrap", () => {
  const strip = ({ runs, ...side }: ComparisonInput["left"]) => ({
    ...side,
    runs: runs.map((run) => ({ ...run, correct: null, exampleIds: null })),
  });
  const { networks, bootstrap, welch } = secondaryOf({
    ...M1,
    left: strip(M1.left),
    right: strip(M1.right),
  });
  assertEquals([networks, bootstrap], [[], null]);
  assert(welch !== null);
});

Deno.test("fractions of right answers have no McNemar test", () => {
  const halves = (rows: readonly Float64Array[]) => rows.map((row) => row.map((one) => one / 2));
  const input = { ...M1, left: side("ctm", halves(a)), right: side("lstm", halves(b)) };
  assertEquals(secondaryOf(input).networks, []);
});

Deno.test("at a look the statistics are about the seeds of the look", () => {
  const plannedSeeds = [1, 2, 3, 4, 5, 6, 7, 8];
  const input = { ...M1, plannedSeeds, looks: [5, 9] };
  const { networks, sensitivity, bootstrap } = secondaryOf(input);
  assertEquals([networks.length, sensitivity[0]!.seeds], [5, 5]);
  const single = secondaryOf({
    ...M1,
    left: side("ctm", a.slice(0, 5)),
    right: side("lstm", b.slice(0, 5)),
  });
  assertEquals(bootstrap, single.bootstrap);
});

Deno.test("nothing breaks without paired runs", () => {
  const none = secondaryOf({ ...M1, left: { ...M1.left, runs: [] } });
  assertEquals(none.improvement, null);
  assertEquals([none.networks, none.sensitivity, none.bootstrap, none.welch], [[], [], null, null]);
});
