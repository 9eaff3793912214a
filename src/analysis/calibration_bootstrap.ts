import {
  type Bins,
  type SortedAnswers,
  weighAnswers,
  weightedCalibrationError,
} from "./calibration_error.ts";
import type { Interval } from "./comparison.ts";
import { mulberry32 } from "./mulberry32.ts";
import { quantile } from "./quantile.ts";

/** Resamples; enough for an interval that is printed with two digits. */
const RESAMPLES = 500;

/** Start of the generator, fixed so that equal runs give equal intervals. */
const SEED = 7;

/**
 * Intervals of the mean calibration error of a trial's runs, one for each kind of bins: seeds and
 * examples are resampled, the same examples for all seeds. The interval is the basic one, reflected
 * at the estimate, because a resample is further from calibrated than the sample by about as much as
 * the sample is biased; it may therefore lie below the estimate. With few seeds it is too narrow.
 *
 * @param runs One per seed, all of the same examples.
 * @param level Coverage, for example 0.95.
 * @returns In the order of `bins`, cut off at 0.
 *
 * Source: Efron & Tibshirani 1993, section 13.4 (basic interval); statistical protocol, 3.9.
 */
export function bootstrapCalibrationErrors(
  runs: readonly SortedAnswers[],
  { bins, level }: { readonly bins: readonly Bins[]; readonly level: number },
): Interval[] {
  const draw = mulberry32(SEED);
  const examples = runs[0]!.order.length;
  const resampled = bins.map(() => new Float64Array(RESAMPLES));
  const weights = new Uint16Array(examples);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    weights.fill(0);
    for (let count = 0; count < examples; count++) weights[Math.floor(draw() * examples)]!++;
    const chosen = runs.map(() => Math.floor(draw() * runs.length));
    const errors = errorsOf(runs, { chosen, bins, weights });
    bins.forEach((_, index) => resampled[index]![resample] = errors[index]!);
  }
  const every = runs.map((_, run) => run);
  const estimates = errorsOf(runs, { chosen: every, bins, weights: null });
  return bins.map((_, index) => {
    const estimate = estimates[index]!;
    const values = resampled[index]!.sort();
    const reflected = (probability: number) =>
      Math.max(0, 2 * estimate - quantile(values, probability));
    return { low: reflected((1 + level) / 2), high: reflected((1 - level) / 2) };
  });
}

/** Means over the chosen runs, in the order of `bins`; a run that was drawn twice is computed once. */
function errorsOf(
  runs: readonly SortedAnswers[],
  { chosen, bins, weights }: {
    readonly chosen: readonly number[];
    readonly bins: readonly Bins[];
    readonly weights: Uint16Array | null;
  },
): number[] {
  const errors = new Map<number, readonly number[]>();
  const sums = bins.map(() => 0);
  for (const run of chosen) {
    let ofRun = errors.get(run);
    if (ofRun === undefined) {
      const weighted = weighAnswers(runs[run]!, weights);
      ofRun = bins.map((one) => weightedCalibrationError(weighted, one));
      errors.set(run, ofRun);
    }
    ofRun.forEach((error, index) => sums[index]! += error);
  }
  return sums.map((sum) => sum / chosen.length);
}
