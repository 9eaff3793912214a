import { meanOf } from "./describe.ts";
import { integrate } from "./integrate.ts";
import { normalCdf, normalDensity } from "./normal.ts";

/**
 * The expected maximum of `count` independent standard normal numbers.
 *
 * @throws {RangeError} Without numbers.
 */
export function expectedMaximum(count: number): number {
  if (!(count >= 1)) throw new RangeError(`There is no maximum of ${count} numbers`);
  const density = (z: number) => count * normalDensity(z) * normalCdf(z) ** (count - 1);
  return integrate((z) => z * density(z), [-12, 12], 60);
}

/**
 * By how much the best of several cells would look better than it is if all were equally good: the
 * expected maximum of as many means, with the spread between seeds that the cells show.
 *
 * @param cells The accuracies of each cell on the same seeds.
 * @returns In the unit of the accuracies; 0 for one cell, NaN with fewer than 2 seeds.
 *
 * Source: statistical protocol, 3.6 (best of 12 equal cells).
 */
export function selectionBias(cells: readonly (readonly number[])[]): number {
  if (cells.length < 2) return 0;
  const variances = cells.map((accuracies) => {
    const mean = meanOf(accuracies);
    return accuracies.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (accuracies.length - 1);
  });
  const seeds = cells[0]!.length;
  return expectedMaximum(cells.length) * Math.sqrt(meanOf(variances) / seeds);
}
