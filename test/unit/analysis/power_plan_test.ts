import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { compareAccuracies } from "../../../src/analysis/compare_accuracies.ts";
import { comparePaired } from "../../../src/analysis/compare.ts";
import { pairedPrecision, pilotInflation, powerToLead } from "../../../src/analysis/power.ts";
import { planPower, type PowerGoal, powerOf } from "../../../src/analysis/power_plan.ts";
import { forecastPopulation } from "../../../src/analysis/seeds_needed.ts";
import golden from "../../golden/statistics.json" with { type: "json" };
import { mulberryFixture } from "./mulberry_fixture.ts";

const { a, b } = mulberryFixture();
const side = (label: string, rows: readonly Float64Array[]) => ({
  label,
  validationError: 0.3,
  runs: rows.map((correct, index) => ({
    seed: index + 1,
    correct,
    accuracy: correct.reduce((sum, one) => sum + one, 0) / correct.length,
    examples: correct.length,
    exampleIds: "split one",
    diverged: false,
  })),
});
const M1 = comparePaired({
  left: side("ctm", a),
  right: side("lstm", b),
  dataset: "digits",
  alpha: 0.05,
  comparisons: 1,
  margin: 0.05,
  chance: 0.1,
});
const LEAD: PowerGoal = { kind: "lead", difference: 0.03, power: 0.8 };
const COST = { perSeed: 100, perExample: 0.01 };

Deno.test("planPower() gives M1's standard error, its floors and the sizes of the protocol", () => {
  const { planner } = golden.M1;
  const plan = planPower(M1, LEAD, COST)!;
  assertAlmostEquals(plan.standardError * 100, planner.S8_n500, 0.005);
  assertAlmostEquals(plan.floorOfSeeds * 100, planner.infinite_seeds, 0.005);
  // sqrt(sigma_seed^2 / S), sigma_seed^2 = (.772 - .39202577) / 500
  assertAlmostEquals(plan.floorOfExamples, Math.sqrt((0.772 - 0.39202577) / 500 / 8), 1e-8);
  assertEquals(plan.layout, { seeds: 8, examples: 500 });
});

Deno.test("the planned sizes are the first that reach the power", () => {
  for (
    const goal of [LEAD, { kind: "match", difference: 0, power: 0.9 }] satisfies PowerGoal[]
  ) {
    const plan = planPower(M1, goal, COST)!;
    const forecast = forecastPopulation(M1.variance!);
    plan.plans.forEach(({ seeds, examples, inflation }) => {
      const power = (size: { seeds: number; examples: number }) => {
        const { standardError, degreesOfFreedom } = forecast(size);
        return powerOf(
          { standardError: inflation * standardError, degreesOfFreedom },
          { goal, margin: 0.05, level: 0.05 },
        );
      };
      const total = seeds!.total;
      assert(power({ seeds: total, examples: 500 }) >= goal.power);
      assert(power({ seeds: total - 1, examples: 500 }) < goal.power);
      assertEquals(seeds!.further, total - 8);
      if (examples === null) return;
      assert(power({ seeds: 8, examples: examples.total }) >= goal.power);
      assert(power({ seeds: 8, examples: examples.total - 1 }) < goal.power);
    });
  }
});

Deno.test("the second plan has the upper bound of the pilot's spread", () => {
  const [observed, upper] = planPower(M1, LEAD, COST)!.plans;
  assertEquals([observed!.inflation, upper!.inflation], [1, pilotInflation(7)]);
  assert(upper!.seeds!.total > observed!.seeds!.total);
  assert(upper!.power < observed!.power);
  assertAlmostEquals(upper!.detectable, observed!.detectable * pilotInflation(7), 1e-8);
});

Deno.test("the cheaper direction is the one that costs less", () => {
  // A goal that the present seeds reach with more examples.
  const goal: PowerGoal = { kind: "lead", difference: 0.04, power: 0.8 };
  const plan = (perExample: number) => planPower(M1, goal, { perSeed: 100, perExample })!.plans[0]!;
  const cheap = plan(1e-4);
  assertEquals(cheap.cheaper, "examples");
  assertAlmostEquals(cheap.examples!.seconds, cheap.examples!.further * 8 * 1e-4, 1e-9);
  assertEquals(cheap.seeds!.seconds, cheap.seeds!.further * 100);
  assertEquals(plan(10).cheaper, "seeds");
});

Deno.test("where the noise of the examples dominates, only examples help", () => {
  // Nearly all variance is between examples: sigma^2 = .3 with 100 of them.
  const variance = { seed: 0, example: 0.3, residual: 0.01 };
  const population = { ...M1.population!, standardError: 0.055 };
  const few = { ...M1, examples: 100, variance, population };
  const [plan] = planPower(few, LEAD, COST)!.plans;
  assertEquals([plan!.seeds, plan!.cheaper], [null, "examples"]);
  assert(plan!.examples!.total > 100);
});

Deno.test("without per-example results only seeds are planned, by the paired t", () => {
  const { CTM, LSTM } = golden.accuracies;
  const comparison = compareAccuracies({
    left: { label: "ctm", accuracies: CTM },
    right: { label: "lstm", accuracies: LSTM },
    dataset: "digits",
    examples: 10_000,
    alpha: 0.05,
    comparisons: 1,
    margin: 1,
    stripMargins: [1],
  });
  const goal: PowerGoal = { kind: "lead", difference: 0.2, power: 0.8 };
  const plan = planPower(comparison, goal, COST)!;
  const [observed] = plan.plans;
  assertEquals([observed!.examples, observed!.cheaper], [null, "seeds"]);
  assertEquals(plan.floorOfSeeds, 0);
  const power = (seeds: number) =>
    powerToLead(pairedPrecision(golden.F1[0]!.expected.sd, seeds), {
      difference: 0.2,
      level: 0.05,
    });
  const { total } = observed!.seeds!;
  assert(power(total) >= 0.8 && power(total - 1) < 0.8);
});

Deno.test("a study that is large enough needs nothing; one without spread cannot be planned", () => {
  const easy: PowerGoal = { kind: "lead", difference: 0.2, power: 0.8 };
  const [plan] = planPower(M1, easy, COST)!.plans;
  assertEquals([plan!.seeds!.further, plan!.examples!.further], [0, 0]);
  assertEquals(planPower({ ...M1, population: null, benchmark: null }, easy, COST), null);
});
