import { assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { pairedT } from "../../../src/analysis/paired_t.ts";
import { scopeEstimate } from "../../../src/analysis/scope_estimate.ts";
import {
  describeNeeded,
  forecastBenchmark,
  forecastPopulation,
  seedsOrImagesNeeded,
} from "../../../src/analysis/seeds_needed.ts";
import { twoWay } from "../../../src/analysis/two_way.ts";
import { decideVerdict } from "../../../src/analysis/verdict.ts";
import golden from "../../golden/statistics.json" with { type: "json" };
import { mulberryFixture } from "./mulberry_fixture.ts";

function fixtureM1() {
  const { a, b } = mulberryFixture();
  const differences = a.flatMap((row, seed) => Array.from(row, (one, j) => one - b[seed]![j]!));
  return twoWay(Int8Array.from(differences), a.length);
}

Deno.test("forecastPopulation() is the standard error itself at the present size", () => {
  const estimate = fixtureM1();
  const { standardError, degreesOfFreedom } = forecastPopulation(estimate.variance)({
    seeds: 8,
    examples: 500,
  });
  assertAlmostEquals(standardError, estimate.standardError, 1e-15);
  assertAlmostEquals(degreesOfFreedom, estimate.degreesOfFreedom, 1e-9);
  // Also where a component is negative and truncated.
  const t2 = golden.twoWay[1]!;
  const truncated = twoWay(Int8Array.from(t2.D.flat()), t2.D.length);
  const forecast = forecastPopulation(truncated.variance)({ seeds: 4, examples: 8 });
  assertAlmostEquals(forecast.standardError, t2.se, 1e-12);
  assertAlmostEquals(forecast.degreesOfFreedom, t2.df, 1e-9);
});

Deno.test("forecastPopulation() gives the protocol's plan for M1", () => {
  const forecast = forecastPopulation(fixtureM1().variance);
  const { planner } = golden.M1;
  const points = (seeds: number, examples: number) =>
    forecast({ seeds, examples }).standardError * 100;
  // Two decimals are shown.
  assertAlmostEquals(points(8, 500), planner.S8_n500, 0.005);
  assertAlmostEquals(points(32, 500), planner.S32_n500, 0.005);
  assertAlmostEquals(points(8, 2000), planner.S8_n2000, 0.005);
  assertAlmostEquals(points(16, 2000), planner.S16_n2000, 0.005);
  assertAlmostEquals(points(1e9, 500), planner.infinite_seeds, 0.005);
});

Deno.test("seedsOrImagesNeeded() finds the first size that decides", () => {
  const { variance } = fixtureM1();
  const criteria = { alpha: 0.05, comparisons: 1, margin: 0.01 };
  const layout = { seeds: 8, examples: 500 };
  const mean = 0.025;
  const forecast = forecastPopulation(variance);
  const needed = seedsOrImagesNeeded(mean, forecast, { ...criteria, layout });
  const verdict = (seeds: number, examples: number) => {
    const at = { mean, ...forecast({ seeds, examples }) };
    const estimate = scopeEstimate("population", at, criteria);
    return decideVerdict({ estimate, seeds, margin: 0.01, obstacle: null }).verdict;
  };
  assertEquals(verdict(8, 500), "inconclusive");
  const seeds = 8 + needed.furtherSeeds!;
  assertEquals([verdict(seeds - 1, 500), verdict(seeds, 500)], ["inconclusive", "leads"]);
  const times = needed.timesImages!;
  assertEquals([verdict(8, (times - 1) * 500), verdict(8, times * 500)], ["inconclusive", "leads"]);
  assertMatch(
    describeNeeded(needed, layout),
    new RegExp(
      `^${needed.furtherSeeds} more seeds \\(${seeds} in all\\) or ${times} times as many`,
    ),
  );
});

Deno.test("without per-example results only seeds can help", () => {
  const { left, right } = golden.F3;
  const criteria = { alpha: 0.05, comparisons: 1, margin: 1 };
  const paired = pairedT(left.map((value, seed) => value - right[seed]!));
  const estimate = scopeEstimate("benchmark", paired, criteria);
  const forecast = forecastBenchmark(estimate);
  assertAlmostEquals(
    forecast({ seeds: 20, examples: 1 }).standardError,
    golden.F3.expected.sd / Math.sqrt(20),
    1e-6,
  );
  const layout = { seeds: 5, examples: 10_000 };
  const needed = seedsOrImagesNeeded(paired.mean, forecast, { ...criteria, layout });
  // t(.975; 7) * .952365 / sqrt(8) = .796 > .78, t(.975; 8) * .952365 / 3 = .732 < .78
  assertEquals(needed, { furtherSeeds: 4, timesImages: null });
  assertMatch(describeNeeded(needed, layout), /^4 more seeds \(9 in all\), if the observed/);
});

Deno.test("describeNeeded() words every combination", () => {
  const layout = { seeds: 5, examples: 100 };
  const words = (furtherSeeds: number | null, timesImages: number | null) =>
    describeNeeded({ furtherSeeds, timesImages }, layout);
  assertMatch(words(1, 3), /^1 more seed \(6 in all\) or 3 times as many test examples, if/);
  assertMatch(words(null, 3), /^3 times as many test examples, as more seeds alone/);
  assertMatch(words(null, null), /^more than 200 further seeds/);
});
