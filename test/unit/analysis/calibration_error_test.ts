import fc from "fast-check";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { bootstrapCalibrationErrors } from "../../../src/analysis/calibration_bootstrap.ts";
import {
  BINNINGS,
  expectedCalibrationError,
  reliabilityBins,
  sortAnswers,
  topLabelBrier,
  weightedCalibrationError,
} from "../../../src/analysis/calibration_error.ts";
import { mulberry32 } from "../../../src/analysis/mulberry32.ts";

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
  assertAlmostEquals(topLabelBrier(answers), 0.18759, 1e-12);
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
        const weighted = weightedCalibrationError(sortAnswers(columns(rows)), {
          bins,
          weights: rows.map((row) => row.weight),
        });
        assertAlmostEquals(weighted, expectedCalibrationError(columns(repeated), bins), 1e-9);
        assert(weighted >= 0 && weighted <= 1);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

Deno.test("reliability bins hold every answer once, a confidence of 1 in the last", () => {
  const bins = reliabilityBins({ confidence: [0, 0.05, 0.1, 1], correct: [0, 1, 1, 1] }, 10);
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
    const plain = runs.reduce(
      (sum, one) => sum + weightedCalibrationError(one, { bins: bins[index]!, weights: null }) / 3,
      0,
    );
    // The plain error of calibrated answers is noise, which the interval does not take for an error.
    assert(plain > 0.015, `${plain}`);
    assert(interval.low < 0.6 * plain && interval.low >= 0, `${interval.low} of ${plain}`);
    assert(interval.high > interval.low && interval.high < 0.04, `${interval.high}`);
  }
});
