import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { calibrationFindings } from "../../../src/analysis/calibration.ts";
import type { PredictedRun } from "../../../src/analysis/predicted_run.ts";
import { twoWay } from "../../../src/analysis/two_way.ts";
import type { Predictions } from "../../../src/spec/mod.ts";
import { examplePredictions } from "../../support/study_fixture.ts";

const PAIRS = [{ left: "ctm", right: "lstm" }];

function run(seed: number, change: Partial<Predictions> = {}): PredictedRun {
  return { seed, diverged: false, predictions: { ...examplePredictions({ seed }), ...change } };
}

const withoutScores = (seed: number) => run(seed, { logLoss: null, brier: null });

Deno.test("differences have the two-way standard error, on the readout tick's scores", () => {
  const trials = [
    { label: "ctm", runs: [run(1), run(2), run(3)] },
    { label: "lstm", runs: [run(3), run(1), run(4)].map((one, i) => ({ ...one, seed: i + 1 })) },
  ];
  const found = calibrationFindings(trials, { pairs: PAIRS, alpha: 0.05 })!;
  assertEquals(found.differences.map(({ score }) => score), ["log loss", "Brier score"]);
  const { examples, ticks } = trials[0]!.runs[0]!.predictions!;
  const matrix = new Float64Array(3 * examples);
  for (let seed = 0; seed < 3; seed++) {
    const [left, right] = trials.map(({ runs }) => runs[seed]!.predictions!);
    for (let example = 0; example < examples; example++) {
      const of = (p: Predictions) => p.brier![example * ticks + p.readoutTick[example]!]!;
      matrix[seed * examples + example] = of(left!) - of(right!);
    }
  }
  const expected = twoWay(matrix, 3);
  const brier = found.differences[1]!;
  assertEquals([brier.mean, brier.standardError], [expected.mean, expected.standardError]);
  assertEquals(brier.degreesOfFreedom, expected.degreesOfFreedom);
  assert(brier.pHolm >= brier.p);
  assert(brier.interval.low < brier.mean && brier.mean < brier.interval.high);
});

Deno.test("a diverged run counts as a guess in differences and not in its trial's calibration", () => {
  const diverged = { seed: 2, diverged: true, predictions: null };
  const even = (seed: number) =>
    run(seed, {
      logLoss: new Float32Array(120).fill(Math.log(10)),
      brier: new Float32Array(120).fill(0.9),
    });
  const trials = [
    { label: "ctm", runs: [even(1), diverged] },
    { label: "lstm", runs: [even(1), even(2)] },
  ];
  const found = calibrationFindings(trials, { pairs: PAIRS, alpha: 0.05 })!;
  assertEquals(found.trials.map(({ runs }) => runs), [1, 2]);
  for (const { mean, seeds } of found.differences) {
    assertEquals(seeds, [1, 2]);
    assertAlmostEquals(mean, 0, 1e-7);
  }
});

Deno.test("files without scores still have calibration errors, and no differences", () => {
  const trials = [
    { label: "ctm", runs: [withoutScores(1), withoutScores(2)] },
    { label: "lstm", runs: [run(1), run(2)] },
  ];
  const found = calibrationFindings(trials, { pairs: PAIRS, alpha: 0.05 })!;
  assertEquals(found.differences, []);
  assertEquals(found.trials[0]!.readout.logLoss, null);
  assertEquals(found.trials[0]!.readout.errors.length, 4);
  assertEquals(found.trials[1]!.readout.brier!.count, 2);
});

Deno.test("calibration by tick and in bins covers all answers", () => {
  const runs = [run(1), run(2)];
  const [trial] = calibrationFindings([{ label: "ctm", runs }], { pairs: [], alpha: 0.05 })!.trials;
  assertEquals(trial!.perTick.map(({ tick }) => tick), [1, 2, 3]);
  assertAlmostEquals(trial!.reliability.reduce((sum, bin) => sum + bin.share, 0), 1, 1e-12);
  const mean = (which: "logLoss" | "brier") =>
    runs.reduce((sum, { predictions }) => {
      const { ticks, examples, readoutTick } = predictions!;
      const values = [...readoutTick].map((tick, example) =>
        predictions![which]![example * ticks + tick]!
      );
      return sum + values.reduce((a, b) => a + b, 0) / examples / runs.length;
    }, 0);
  assertAlmostEquals(trial!.readout.logLoss!.mean, mean("logLoss"), 1e-9);
  assertAlmostEquals(trial!.readout.brier!.mean, mean("brier"), 1e-9);
});

Deno.test("runs on different examples are refused, and none at all give nothing", () => {
  const other = run(2);
  other.predictions!.labels[0] = 5;
  assertThrows(
    () =>
      calibrationFindings([{ label: "ctm", runs: [run(1), other] }], { pairs: [], alpha: 0.05 }),
    Error,
    "different examples",
  );
  const nothing = { seed: 1, diverged: true, predictions: null };
  assertEquals(
    calibrationFindings([{ label: "ctm", runs: [nothing] }], { pairs: [], alpha: 0.05 }),
    null,
  );
});
