import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import {
  identicalJudgement,
  judgeAccuracy,
  judgeValues,
} from "../../../src/analysis/nightly_verdict.ts";
import type { ComparedRun, ComparedSide } from "../../../src/analysis/pair_runs.ts";
import { mulberry32 } from "./mulberry_fixture.ts";

const CRITERIA = { alpha: 0.05, comparisons: 3, margin: 0.01 };
const EXAMPLES = 2000;
const SEEDS = [1, 2, 3, 4, 5];

/** A run that is right on 90 % of the examples, more of the easy ones. */
function baselineRun(seed: number): ComparedRun {
  const difficulty = mulberry32(99);
  const draw = mulberry32(seed);
  const correct = Float64Array.from(
    { length: EXAMPLES },
    () => draw() < 0.98 - 0.16 * difficulty() ? 1 : 0,
  );
  return runOf(seed, correct);
}

function runOf(seed: number, correct: Float64Array): ComparedRun {
  const accuracy = correct.reduce((sum, one) => sum + one, 0) / EXAMPLES;
  return { seed, correct, accuracy, examples: EXAMPLES, exampleIds: "test", diverged: false };
}

/** `run` with a part of its answers made wrong (or right), some more or fewer by seed. */
function changed(run: ComparedRun, points: number): ComparedRun {
  const draw = mulberry32(run.seed + 1000);
  const target = points < 0 ? 1 : 0;
  const count = run.correct!.filter((one) => one === target).length;
  const part = Math.abs(points) / 100 * EXAMPLES / count;
  const correct = run.correct!.map((one) => one === target && draw() < part ? 1 - one : one);
  return runOf(run.seed, correct);
}

function side(runs: readonly ComparedRun[], label: string): ComparedSide {
  return { label, runs, validationError: 0.1 };
}

function judge(change: (run: ComparedRun) => ComparedRun, criteria = CRITERIA) {
  const runs = SEEDS.map(baselineRun);
  return judgeAccuracy({
    tonight: side(runs.map(change), "ctm tonight"),
    baseline: side(runs, "ctm of the baseline"),
    chance: 0.1,
    plannedSeeds: SEEDS,
  }, criteria);
}

Deno.test("1.5 points less are regressed, 0.1 less are the same, 1.5 more are improved", () => {
  const worse = judge((run) => changed(run, -1.5));
  assertEquals(worse.verdict, "regressed");
  assertAlmostEquals(worse.difference!, -0.015, 0.003);
  assertAlmostEquals(worse.tonight! - worse.baseline!, worse.difference!, 1e-12);
  assert(worse.interval!.high < 0);
  // Half the margin that a comparison of models would have.
  assertEquals(worse.margin, 0.005);
  assertEquals(worse.scope, "population");

  assertEquals(judge((run) => changed(run, -0.1)).verdict, "same");
  assertEquals(judge((run) => changed(run, 1.5)).verdict, "improved");
});

Deno.test("the halved margin decides: 0.6 points less are not the same", () => {
  const judged = judge((run) => changed(run, -0.6));
  assertEquals(judged.verdict, "regressed");
  assertEquals(judge((run) => changed(run, -0.6), { ...CRITERIA, margin: 0.04 }).verdict, "same");
});

Deno.test("other networks of the same quality are inconclusive at this size, not regressed", () => {
  const judged = judge((run) => ({ ...baselineRun(run.seed + 50), seed: run.seed }));
  assertEquals(judged.verdict, "inconclusive");
  assertStringIncludes(judged.reason, "neither shown");
});

Deno.test("weights that changed without changing an answer are the same, with five seeds", () => {
  const judged = judge((run) => run);
  assertEquals([judged.verdict, judged.difference], ["same", 0]);
  assertStringIncludes(judged.reason, "as before");
  const runs = SEEDS.slice(0, 4).map(baselineRun);
  const four = judgeAccuracy({
    tonight: side(runs, "tonight"),
    baseline: side(runs, "baseline"),
    chance: 0.1,
    plannedSeeds: [1, 2, 3, 4],
  }, CRITERIA);
  assertEquals(four.verdict, "inconclusive");
});

Deno.test("a diverged run counts at chance, a missing one leaves no verdict", () => {
  const judged = judge((run) => ({ ...run, correct: null, exampleIds: null, diverged: true }));
  assertEquals(judged.verdict, "regressed");
  assertEquals(judged.remarks.length, 5);
  const runs = SEEDS.map(baselineRun);
  const missing = judgeAccuracy({
    tonight: side(runs.slice(0, 4).map((run) => changed(run, -5)), "tonight"),
    baseline: side(runs, "baseline"),
    chance: 0.1,
    plannedSeeds: SEEDS,
  }, CRITERIA);
  assertEquals(missing.verdict, "inconclusive");
});

function losses(values: readonly (number | null)[]): Map<number, number | null> {
  return new Map(values.map((value, index) => [index + 1, value]));
}

const LOSSES = [0.30, 0.31, 0.29, 0.32, 0.30, 0.31];

Deno.test("of a metric that is better lower, a rise is a regression", () => {
  const judged = (change: (value: number, index: number) => number | null) =>
    judgeValues({
      tonight: losses(LOSSES.map(change)),
      baseline: losses(LOSSES),
      better: "lower",
    }, { ...CRITERIA, margin: 0.03 });
  const worse = judged((value, index) => value + 0.05 + 0.002 * index);
  assertEquals(worse.verdict, "regressed");
  assertAlmostEquals(worse.difference!, 0.055, 1e-12);
  assert(worse.interval!.low > 0);
  assertEquals(judged((value, index) => value - 0.05 - 0.002 * index).verdict, "improved");
  assertEquals(judged((value, index) => value + 0.001 * (index % 2)).verdict, "same");
  assertEquals(judged((value) => value).verdict, "same");
  const diverged = judged((value, index) => index === 2 ? null : value + 0.05);
  assertEquals(diverged.verdict, "inconclusive");
  assertStringIncludes(diverged.reason, "1 of 6 seeds");
});

Deno.test("judgeValues() without pairs has no numbers", () => {
  const judged = judgeValues({
    tonight: losses([null]),
    baseline: losses([1]),
    better: "lower",
  }, CRITERIA);
  assertEquals([judged.verdict, judged.tonight, judged.difference, judged.interval], [
    "inconclusive",
    null,
    null,
    null,
  ]);
});

Deno.test("identicalJudgement() has a difference of 0 and needs no interval", () => {
  const judged = identicalJudgement([0.5, 0.7], CRITERIA);
  assertEquals([judged.verdict, judged.tonight, judged.difference], ["identical", 0.6, 0]);
});
