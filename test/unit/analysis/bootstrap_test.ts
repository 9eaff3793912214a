import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { crossedBootstrap, seedBootstrap } from "../../../src/analysis/bootstrap.ts";
import { quantile } from "../../../src/analysis/quantile.ts";
import golden from "../../golden/statistics.json" with { type: "json" };
import { mulberryFixture } from "./mulberry_fixture.ts";

const { a, b } = mulberryFixture();
const rows = a.map((row, seed) => Array.from(row, (one, example) => one - b[seed]![example]!));
const { bootstrap } = golden;

Deno.test("crossedBootstrap() gives the numbers of M1", () => {
  const { interval, deviation } = crossedBootstrap(Float64Array.from(rows.flat()), rows.length);
  assertAlmostEquals(interval.low, bootstrap.M1_crossed.ci95[0]!, 1e-6);
  assertAlmostEquals(interval.high, bootstrap.M1_crossed.ci95[1]!, 1e-6);
  assertAlmostEquals(deviation, bootstrap.M1_crossed.sd, 1e-6);
});

Deno.test("seedBootstrap() gives the too narrow intervals of M1 and F1", () => {
  const means = rows.map((row) => row.reduce((sum, one) => sum + one, 0) / row.length);
  const ofM1 = seedBootstrap(means).interval;
  assertAlmostEquals(ofM1.low, bootstrap.M1_seeds.ci95[0]!, 1e-6);
  assertAlmostEquals(ofM1.high, bootstrap.M1_seeds.ci95[1]!, 1e-6);
  const { CTM, LSTM } = golden.accuracies;
  const { resamples, seed, ci95 } = bootstrap.F1_CTM_LSTM;
  const differences = CTM.map((one, index) => one - LSTM[index]!);
  const ofF1 = seedBootstrap(differences, { resamples, seed }).interval;
  assertAlmostEquals(ofF1.low, ci95[0]!, 1e-6);
  assertAlmostEquals(ofF1.high, ci95[1]!, 1e-6);
});

Deno.test("a bootstrap repeats itself, and another seed or level changes it", () => {
  const data = Float64Array.from(rows.flat());
  const run = (options: Parameters<typeof crossedBootstrap>[2]) =>
    crossedBootstrap(data, rows.length, { resamples: 200, ...options }).interval;
  assertEquals(run({}), run({}));
  assert(run({ seed: 8 }).low !== run({}).low);
  assert(run({ level: 0.99 }).high > run({ level: 0.9 }).high);
});

Deno.test("quantile() interpolates between order statistics (type 7)", () => {
  assertEquals(quantile([1, 2, 3, 4], 0.25), 1.75);
  assertEquals([quantile([1, 2, 3, 4], 0), quantile([1, 2, 3, 4], 1)], [1, 4]);
  assertEquals(quantile([5], 0.3), 5);
  assertThrows(() => quantile([], 0.5), RangeError, "empty");
  assertThrows(() => quantile([1], 1.5), RangeError, "0 to 1");
});

Deno.test("a bootstrap refuses uneven rows and no seeds", () => {
  assertThrows(() => crossedBootstrap(new Float64Array(5), 2), RangeError, "even");
  assertThrows(() => seedBootstrap([]), RangeError, "without seeds");
});
