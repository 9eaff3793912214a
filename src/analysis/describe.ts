import type { Interval } from "./comparison.ts";
import { studentTQuantile } from "./student_t.ts";

/** One sample, usually one number per seed. */
export interface Description {
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation (divisor n - 1); `null` for a single value. */
  readonly deviation: number | null;
  /** Of the mean; `null` for a single value. */
  readonly standardError: number | null;
  /** Student-t interval of the mean; `null` for a single value. */
  readonly interval: Interval | null;
}

/**
 * Mean, spread and t-interval of a sample, for table cells and chart bands.
 *
 * @param level Coverage of the interval, 0.95 unless given.
 * @throws {RangeError} For an empty sample.
 */
export function describe(values: readonly number[], level = 0.95): Description {
  const count = values.length;
  const mean = meanOf(values);
  if (count < 2) return { count, mean, deviation: null, standardError: null, interval: null };
  const deviation = deviationOf(values, mean);
  const standardError = deviation / Math.sqrt(count);
  const half = studentTQuantile((1 + level) / 2, count - 1) * standardError;
  return {
    count,
    mean,
    deviation,
    standardError,
    interval: { low: mean - half, high: mean + half },
  };
}

/**
 * The arithmetic mean.
 *
 * @throws {RangeError} For an empty sample.
 */
export function meanOf(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("Cannot describe an empty sample");
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}

/**
 * Pearson's correlation of paired values, or `null` where it means nothing: fewer than 3 pairs, or
 * no variation on one side.
 *
 * @throws {RangeError} If the lengths differ.
 */
export function correlation(left: readonly number[], right: readonly number[]): number | null {
  if (left.length !== right.length) {
    throw new RangeError(`Cannot correlate ${left.length} with ${right.length} values`);
  }
  if (left.length < 3) return null;
  const leftMean = meanOf(left);
  const rightMean = meanOf(right);
  const leftDeviation = deviationOf(left, leftMean);
  const rightDeviation = deviationOf(right, rightMean);
  if (leftDeviation === 0 || rightDeviation === 0) return null;
  const products = left.reduce(
    (sum, value, index) => sum + (value - leftMean) * (right[index]! - rightMean),
    0,
  );
  return products / (left.length - 1) / (leftDeviation * rightDeviation);
}

/**
 * Sample standard deviation. Exactly 0 where the values differ by no more than rounding, so that
 * "no variation" is recognised whatever the values were computed from.
 */
function deviationOf(values: readonly number[], mean: number): number {
  if (isConstant(values)) return 0;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * Whether all values are equal up to rounding: their range is at most 10^-9 of the largest
 * magnitude. Real variation of an accuracy is at least one test example, far more than that.
 */
export function isConstant(values: ArrayLike<number>): boolean {
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high));
}
