import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { pairedT } from "../../../src/analysis/paired_t.ts";
import { scopeEstimate } from "../../../src/analysis/scope_estimate.ts";
import { twoWay } from "../../../src/analysis/two_way.ts";
import golden from "../../golden/statistics.json" with { type: "json" };
import { mulberry32, mulberryFixture } from "./mulberry_fixture.ts";

const CRITERIA = { alpha: 0.05, comparisons: 1, margin: 0.01 };

for (const fixture of golden.twoWay) {
  Deno.test(`twoWay() gives mean squares, error and degrees of freedom of ${fixture.name}`, () => {
    const estimate = twoWay(Int8Array.from(fixture.D.flat()), fixture.D.length);
    assertAlmostEquals(estimate.mean, fixture.mean, 1e-12);
    assertAlmostEquals(estimate.meanSquares.seed, fixture.MS_seed, 1e-12);
    assertAlmostEquals(estimate.meanSquares.example, fixture.MS_example, 1e-12);
    assertAlmostEquals(estimate.meanSquares.residual, fixture.MS_resid, 1e-12);
    assertAlmostEquals(estimate.variance.seed, fixture.var_seed, 1e-12);
    assertAlmostEquals(estimate.variance.example, fixture.var_example, 1e-12);
    assertAlmostEquals(estimate.standardError, fixture.se, 1e-12);
    assertAlmostEquals(estimate.degreesOfFreedom, fixture.df, 1e-9);
    const { difference } = scopeEstimate("population", estimate, CRITERIA);
    assertAlmostEquals(difference.low, fixture.ci95[0]!, 1e-9);
    assertAlmostEquals(difference.high, fixture.ci95[1]!, 1e-9);
  });
}

Deno.test("fixture M1 is rebuilt from its recipe", () => {
  const draw = mulberry32(golden.M1.seed);
  for (const expected of golden.M1.firstDraws) assertEquals(draw(), expected);
  const { a, b } = mulberryFixture();
  const percent = (row: Float64Array) => row.reduce((sum, one) => sum + one, 0) / row.length * 100;
  a.forEach((row, seed) => assertAlmostEquals(percent(row), golden.M1.accA[seed]!, 1e-9));
  b.forEach((row, seed) => assertAlmostEquals(percent(row), golden.M1.accB[seed]!, 1e-9));
  golden.M1.b_c.forEach(([onlyA, onlyB], seed) => {
    const count = (x: Float64Array, y: Float64Array) => x.filter((one, j) => one > y[j]!).length;
    assertEquals(count(a[seed]!, b[seed]!), onlyA);
    assertEquals(count(b[seed]!, a[seed]!), onlyB);
  });
});

Deno.test("twoWay() gives the numbers of M1, pairedT() those of its benchmark scope", () => {
  const { a, b } = mulberryFixture();
  const rows = a.map((row, seed) => Array.from(row, (one, j) => one - b[seed]![j]!));
  const estimate = twoWay(Int8Array.from(rows.flat()), rows.length);
  const expected = golden.M1.twoWay;
  assertAlmostEquals(estimate.mean, expected.mean, 1e-12);
  assertAlmostEquals(estimate.meanSquares.seed, expected.MS[0]!, 1e-8);
  assertAlmostEquals(estimate.meanSquares.example, expected.MS[1]!, 1e-8);
  assertAlmostEquals(estimate.meanSquares.residual, expected.MS[2]!, 1e-8);
  assertAlmostEquals(estimate.standardError, expected.se, 1e-8);
  assertAlmostEquals(estimate.degreesOfFreedom, expected.df, 1e-4);
  const population = scopeEstimate("population", estimate, CRITERIA);
  assertAlmostEquals(population.difference.low, expected.ci95[0]!, 1e-7);
  assertAlmostEquals(population.difference.high, expected.ci95[1]!, 1e-7);
  assertAlmostEquals(population.equivalence.low, expected.ci90[0]!, 1e-7);
  assertAlmostEquals(population.equivalence.high, expected.ci90[1]!, 1e-7);

  const means = rows.map((row) => row.reduce((sum, one) => sum + one, 0) / row.length);
  const benchmark = scopeEstimate("benchmark", pairedT(means), CRITERIA);
  assertAlmostEquals(benchmark.standardError, golden.M1.seed_t.se, 1e-8);
  assertAlmostEquals(benchmark.p, golden.M1.seed_t.p, 1e-7);
  assertAlmostEquals(benchmark.difference.low, golden.M1.seed_t.ci95[0]!, 1e-7);
  assertAlmostEquals(benchmark.difference.high, golden.M1.seed_t.ci95[1]!, 1e-7);
});

Deno.test("twoWay() has standard error 0 exactly where nothing varies", () => {
  const estimate = twoWay(new Float64Array(12).fill(0.1 - 1), 3);
  assertEquals(estimate.standardError, 0);
  assertEquals(estimate.mean, 0.1 - 1);
  assertEquals(estimate.degreesOfFreedom, 2);
  // Equal rows alone still leave the noise of the images.
  assertEquals(twoWay(Int8Array.of(1, 0, 1, 0), 2).standardError, 0.5);
});

Deno.test("twoWay() refuses a layout without replication", () => {
  assertThrows(() => twoWay(Int8Array.of(1, 0, 1), 1), RangeError, "at least 2 seeds");
  assertThrows(() => twoWay(Int8Array.of(1, 0, 1), 3), RangeError, "2 examples");
  assertThrows(() => twoWay(Int8Array.of(1, 0, 1, 0, 1), 2), RangeError, "even rows");
  assertThrows(() => pairedT([1]), RangeError, "at least 2 seeds");
});
