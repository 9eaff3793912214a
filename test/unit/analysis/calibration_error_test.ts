import fc from "fast-check";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { bootstrapCalibrationErrors } from "../../../src/analysis/calibration_bootstrap.ts";
import {
  BINNINGS,
  expectedCalibrationError,
  sortAnswers,
  topLabelBrier,
  weighAnswers,
  weightedCalibrationError,
} from "../../../src/analysis/calibration_error.ts";
import { meanOf } from "../../../src/analysis/describe.ts";
import { mulberry32 } from "../../../src/analysis/mulberry32.ts";
import { quantile } from "../../../src/analysis/quantile.ts";
import { reliabilityBins } from "../../../src/analysis/reliability_bins.ts";

// The worked example of the statistical protocol, 3.12.
const answers = {
  confidence: [0.95, 0.85, 0.75, 0.65, 0.55, 0.92, 0.81, 0.72, 0.61, 0.52],
  correct: [1, 1, 1, 0, 1, 1, 0, 1, 1, 0],
};

Deno.test("the worked example: the choice of bins changes the calibration error", () => {
  const error = (binning: typeof BINNINGS[number], count: number) =>
    expectedCalibrationError(answers, { binning, count });
  assertAlmostEquals(error("equal width", 5), 0.087, 1e-12);
  assertAlmostEquals(error("equal width", 10), 0.165, 1e-12);
  assertAlmostEquals(error("equal mass", 5), 0.165, 1e-12);
  assertAlmostEquals(topLabelBrier(sortAnswers(answers)), 0.18759, 1e-12);
});

Deno.test("one bin gives the difference of the means, whatever the binning", () => {
  for (const binning of BINNINGS) {
    assertAlmostEquals(
      expectedCalibrationError(answers, { binning, count: 1 }),
      0.733 - 0.7,
      1e-12,
    );
  }
});

Deno.test("weights count an answer as often as they say", () => {
  const pairs = fc.array(
    fc.record({
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      correct: fc.constantFrom(0, 0.5, 1),
      weight: fc.integer({ min: 0, max: 4 }),
    }),
    { minLength: 1, maxLength: 25 },
  ).filter((rows) => rows.some(({ weight }) => weight > 0));
  fc.assert(
    fc.property(
      pairs,
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(...BINNINGS),
      (rows, count, binning) => {
        const bins = { binning, count };
        const repeated = rows.flatMap((row) => Array.from({ length: row.weight }, () => row));
        const columns = (all: typeof rows) => ({
          confidence: all.map((row) => row.confidence),
          correct: all.map((row) => row.correct),
        });
        const weights = rows.map((row) => row.weight);
        const weighted = weightedCalibrationError(
          weighAnswers(sortAnswers(columns(rows)), weights),
          bins,
        );
        assertAlmostEquals(weighted, expectedCalibrationError(columns(repeated), bins), 1e-9);
        assert(weighted >= 0 && weighted <= 1);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

Deno.test("reliability bins hold every answer once, a confidence of 1 in the last", () => {
  const bins = reliabilityBins(
    sortAnswers({ confidence: [0, 0.05, 0.1, 1], correct: [0, 1, 1, 1] }),
    10,
  );
  assertEquals(bins.map((bin) => bin.answers), [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
  assertEquals([bins[0]!.accuracy, bins[2]!.accuracy, bins[9]!.confidence], [0.5, null, 1]);
  assertAlmostEquals(bins[0]!.confidence!, 0.025, 1e-12);
});

Deno.test("what cannot be judged is refused", () => {
  const bins = { binning: "equal width", count: 5 } as const;
  assertThrows(() => expectedCalibrationError({ confidence: [], correct: [] }, bins), RangeError);
  assertThrows(
    () => expectedCalibrationError({ confidence: [1.1], correct: [1] }, bins),
    RangeError,
  );
  assertThrows(
    () => expectedCalibrationError({ confidence: [NaN], correct: [1] }, bins),
    RangeError,
  );
  assertThrows(() => expectedCalibrationError(answers, { ...bins, count: 0 }), RangeError, "1 bin");
});

Deno.test("the bootstrap is what repeating the answers one by one gives", () => {
  const draw = mulberry32(11);
  const examples = 40;
  const runs = Array.from({ length: 3 }, () => {
    // With ties: every other confidence is the one before it.
    const values = Array.from({ length: examples / 2 }, () => draw());
    const confidence = values.flatMap((value) => [value, value]);
    return { confidence, correct: confidence.map((p) => draw() < p ? 1 : 0) };
  });
  const bins = BINNINGS.flatMap((binning) => [3, 7].map((count) => ({ binning, count })));
  const found = bootstrapCalibrationErrors(runs.map(sortAnswers), { bins, level: 0.9 });

  const resampling = mulberry32(7);
  const whole = (which: number) => Math.floor(resampling() * which);
  const resampled = bins.map((): number[] => []);
  for (let resample = 0; resample < 500; resample++) {
    // Of equal confidences the earlier answer comes first, with all its repetitions.
    const places = Array.from({ length: examples }, () => whole(examples)).sort((a, b) => a - b);
    const chosen = runs.map(() => runs[whole(runs.length)]!);
    for (const [index, one] of bins.entries()) {
      const errors = chosen.map(({ confidence, correct }) =>
        expectedCalibrationError({
          confidence: places.map((place) => confidence[place]!),
          correct: places.map((place) => correct[place]!),
        }, one)
      );
      resampled[index]!.push(meanOf(errors));
    }
  }
  for (const [index, one] of bins.entries()) {
    const sorted = resampled[index]!.sort((a, b) => a - b);
    const estimate = meanOf(runs.map((run) => expectedCalibrationError(run, one)));
    const { low, high } = found[index]!;
    assertAlmostEquals(low, Math.max(0, 2 * estimate - quantile(sorted, 0.95)), 1e-12);
    assertAlmostEquals(high, Math.max(0, 2 * estimate - quantile(sorted, 0.05)), 1e-12);
  }
});

Deno.test("the bootstrap repeats itself and is right about perfect calibration", () => {
  const draw = mulberry32(3);
  const run = () => {
    const confidence = Array.from({ length: 2000 }, () => 0.5 + draw() / 2);
    return sortAnswers({ confidence, correct: confidence.map((p) => draw() < p ? 1 : 0) });
  };
  const runs = [run(), run(), run()];
  const bins = [{ binning: "equal width", count: 15 }, {
    binning: "equal mass",
    count: 15,
  }] as const;
  const first = bootstrapCalibrationErrors(runs, { bins, level: 0.95 });
  assertEquals(bootstrapCalibrationErrors(runs, { bins, level: 0.95 }), first);
  for (const [index, interval] of first.entries()) {
    const errors = runs.map((one) =>
      weightedCalibrationError(weighAnswers(one, null), bins[index]!)
    );
    const plain = errors.reduce((sum, error) => sum + error / 3, 0);
    // The plain error of calibrated answers is noise, which the interval does not take for an error.
    assert(plain > 0.015, `${plain}`);
    assert(interval.low < 0.6 * plain && interval.low >= 0, `${interval.low} of ${plain}`);
    assert(interval.high > interval.low && interval.high < 0.04, `${interval.high}`);
  }
});
