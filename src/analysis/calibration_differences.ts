import type { Interval } from "./comparison.ts";
import { meanOf } from "./describe.ts";
import { holm } from "./multiplicity.ts";
import { type PredictedRun, type PredictedTrial, valuesAt } from "./predicted_run.ts";
import { studentTQuantile, studentTTwoSided } from "./student_t.ts";
import { twoWay } from "./two_way.ts";

/** The proper scores that are compared; lower is better. */
export const SCORES = ["log loss", "Brier score"] as const;

/** One of {@link SCORES}. */
export type Score = (typeof SCORES)[number];

/** A difference of a proper score at the tick that answers, left minus right: negative favours left. */
export interface CalibrationDifference {
  readonly left: string;
  readonly right: string;
  readonly score: Score;
  /** Seeds on both sides, ascending. */
  readonly seeds: readonly number[];
  readonly examples: number;
  readonly mean: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** Of the difference, not adjusted. */
  readonly interval: Interval;
  /** Two-sided, not adjusted; 1 where nothing varies. */
  readonly p: number;
  /** Adjusted over all differences of the study by Holm's method. */
  readonly pHolm: number;
}

/**
 * Differences of log loss and Brier score with the standard error of accuracy differences, that of
 * the crossed two-way layout. A diverged run, or one whose scores are not numbers, counts as a
 * guess: every class equally probable.
 *
 * @returns Nothing for a pair with fewer than 2 common seeds, or whose files have no scores.
 *
 * Source: statistical protocol, 3.2 and 3.9.
 */
export function scoreDifferences(
  trials: readonly PredictedTrial[],
  { pairs, alpha }: {
    readonly pairs: readonly { readonly left: string; readonly right: string }[];
    readonly alpha: number;
  },
): CalibrationDifference[] {
  const runsOf = (label: string) => trials.find((trial) => trial.label === label)?.runs ?? [];
  const found = pairs.flatMap(({ left, right }) =>
    SCORES.flatMap((score) => {
      const estimated = estimate(runsOf(left), runsOf(right), { score, alpha });
      return estimated === null ? [] : [{ left, right, score, ...estimated }];
    })
  );
  const adjusted = holm(found.map(({ p }) => p));
  return found.map((one, index) => ({ ...one, pHolm: adjusted[index]! }));
}

function estimate(
  left: readonly PredictedRun[],
  right: readonly PredictedRun[],
  { score, alpha }: { readonly score: Score; readonly alpha: number },
) {
  const any = [...left, ...right].find(({ predictions }) => predictions !== null)?.predictions;
  if (any === undefined || any === null) return null;
  const { examples, classes } = any;
  const seeds = left.map(({ seed }) => seed)
    .filter((seed) => right.some((run) => run.seed === seed)).sort((a, b) => a - b);
  if (seeds.length < 2 || examples < 2) return null;
  const scoresOf = (runs: readonly PredictedRun[], seed: number) =>
    runScores(runs.find((run) => run.seed === seed)!, { score, examples, classes });
  const differences = new Float64Array(seeds.length * examples);
  for (const [row, seed] of seeds.entries()) {
    const [ofLeft, ofRight] = [scoresOf(left, seed), scoresOf(right, seed)];
    if (ofLeft === null || ofRight === null) return null;
    ofLeft.forEach((value, example) => {
      differences[row * examples + example] = value - ofRight[example]!;
    });
  }
  const { mean, standardError, degreesOfFreedom } = twoWay(differences, seeds.length);
  const half = standardError === 0
    ? 0
    : studentTQuantile(1 - alpha / 2, degreesOfFreedom) * standardError;
  return {
    seeds,
    examples,
    mean,
    standardError,
    degreesOfFreedom,
    interval: { low: mean - half, high: mean + half },
    p: standardError === 0 ? 1 : studentTTwoSided(mean / standardError, degreesOfFreedom),
  };
}

/** The score of each example at the readout tick; `null` where the files have none. */
function runScores(
  { diverged, predictions }: PredictedRun,
  { score, examples, classes }: {
    readonly score: Score;
    readonly examples: number;
    readonly classes: number;
  },
): Float64Array | null {
  const guess = new Float64Array(examples).fill(
    score === "log loss" ? Math.log(classes) : 1 - 1 / classes,
  );
  if (diverged) return guess;
  const values = score === "log loss" ? predictions?.logLoss : predictions?.brier;
  if (!predictions || !values) return null;
  const tickOf = (example: number) => predictions.readoutTick[example]!;
  const read = valuesAt(values, { ...predictions, tickOf });
  return Number.isFinite(meanOf(read)) ? read : guess;
}
