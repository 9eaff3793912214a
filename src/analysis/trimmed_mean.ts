import { meanOf } from "./describe.ts";

/**
 * The interquartile mean: the mean without the lowest and the highest quarter, each rounded down to
 * whole values, as `trim_mean` of scipy does and rliable with it.
 *
 * @throws {RangeError} For an empty sample.
 */
export function interquartileMean(values: readonly number[]): number {
  return trimmed(values, Math.floor(values.length / 4));
}

/**
 * The Olympic mean: without the lowest and the highest value.
 *
 * @returns `null` with fewer than 3 values.
 */
export function olympicMean(values: readonly number[]): number | null {
  return values.length < 3 ? null : trimmed(values, 1);
}

function trimmed(values: readonly number[], cut: number): number {
  return meanOf([...values].sort((a, b) => a - b).slice(cut, values.length - cut));
}
