import { assertEquals } from "@std/assert";
import { findDrift, levelsOf } from "../../../src/nightly/drift.ts";
import type { Judgement, NightTrial, Suite } from "../../../src/spec/night_record.ts";
import { mulberry32 } from "../analysis/mulberry_fixture.ts";

const SUITE: Suite = {
  name: "quick",
  problem: "classification",
  dataset: "mnist",
  dataSha256: "d",
  budget: "examples=640",
  backend: "wasm",
  kernels: "composite",
  testExamples: null,
  seeds: [1],
};

function trialOf(accuracy: number, weights: string): NightTrial {
  const run = {
    seed: 1,
    status: "completed" as const,
    accuracy,
    loss: 1 - accuracy,
    seconds: 1,
    parametersSha256: weights,
    predictionsSha256: "p",
    trailSha256: null,
  };
  return {
    label: "ctm",
    model: "ctm",
    role: "reference",
    planned: 1,
    runs: [run],
    accuracy: { mean: accuracy, interval: null },
    loss: 1 - accuracy,
    seconds: 1,
  };
}

/** A night for each accuracy, all of other networks unless `copies` says so. */
function nightsOf(accuracies: readonly number[], copies = false) {
  return accuracies.map((accuracy, index) => ({
    night: `night-${index}`,
    suite: SUITE,
    trials: [trialOf(accuracy, copies ? `weights of ${accuracy}` : `weights of ${index}`)],
  }));
}

function noisy(count: number, level: (night: number) => number, seed = 1): number[] {
  const draw = mulberry32(seed);
  return Array.from({ length: count }, (_, night) => level(night) + 0.002 * (draw() - 0.5));
}

const MARGINS = [
  { trial: "ctm", metric: "accuracy", margin: 0.005 },
  { trial: "ctm", metric: "loss", margin: 0.005 },
] as unknown as Judgement[];

Deno.test("a lower level is found at its night, and is an alarm beyond the margin", () => {
  const nights = nightsOf(noisy(20, (night) => night < 12 ? 0.9 : 0.88));
  const drift = findDrift(nights, { baseline: "night-0", judgements: MARGINS });
  assertEquals(drift.map(({ metric, since, alarm }) => [metric, since, alarm]), [
    ["accuracy", "night-12", true],
    // A lower accuracy comes with a higher loss, which is worse too.
    ["loss", "night-12", true],
  ]);
  const small = nightsOf(noisy(20, (night) => night < 12 ? 0.9 : 0.896));
  const found = findDrift(small, { baseline: "night-0", judgements: MARGINS });
  assertEquals(found.map(({ alarm }) => alarm), [false, false]);
});

Deno.test("a better level is no alarm, and neither is one that the baseline has", () => {
  const better = nightsOf(noisy(20, (night) => night < 12 ? 0.9 : 0.92));
  const drift = findDrift(better, { baseline: "night-0", judgements: MARGINS });
  assertEquals(drift.map(({ alarm }) => alarm), [false, false]);
  const pinned = nightsOf(noisy(20, (night) => night < 12 ? 0.9 : 0.88));
  assertEquals(findDrift(pinned, { baseline: "night-15", judgements: MARGINS }), []);
  const back = nightsOf(noisy(21, (night) => night < 7 || night >= 14 ? 0.9 : 0.88));
  const again = findDrift(back, { baseline: "night-0", judgements: MARGINS });
  assertEquals(again.map(({ alarm }) => alarm), [false, false]);
});

Deno.test("flat noise shows no drift in 200 histories of 25 nights but two", () => {
  let found = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const nights = nightsOf(noisy(25, () => 0.9, seed));
    found += findDrift(nights, { baseline: "night-0", judgements: MARGINS }).length > 0 ? 1 : 0;
  }
  assertEquals(found <= 2, true, `${found} of 200`);
});

Deno.test("a change that is merely repeated night after night is seen once", () => {
  // One change of code between twenty nights that each trained the same networks again.
  const nights = nightsOf(Array.from({ length: 20 }, (_, night) => night < 10 ? 0.9 : 0.897), true);
  assertEquals(findDrift(nights, { baseline: "night-0", judgements: MARGINS }), []);
});

Deno.test("nights of another suite and incomplete ones are no evidence", () => {
  const nights = nightsOf(noisy(20, (night) => night < 12 ? 0.9 : 0.88));
  const others = nights.map((night, index) =>
    index < 12 ? { ...night, suite: { ...SUITE, budget: "examples=64" } } : night
  );
  assertEquals(findDrift(others, { baseline: "night-0", judgements: MARGINS }), []);
  const incomplete = nights.map((night, index) => ({
    ...night,
    trials: night.trials.map((trial) => ({ ...trial, planned: index < 12 ? 2 : 1 })),
  }));
  assertEquals(findDrift(incomplete, { baseline: null, judgements: MARGINS }), []);
  assertEquals(findDrift([], { baseline: null, judgements: [] }), []);
});

Deno.test("levelsOf() gives each level with its first and last night", () => {
  const nights = nightsOf(noisy(20, (night) => night < 12 ? 0.9 : 0.88));
  const levels = levelsOf(nights, { label: "ctm", metric: "accuracy" });
  assertEquals(levels.map(({ first, last }) => [first, last]), [
    ["night-0", "night-11"],
    ["night-12", "night-19"],
  ]);
});
