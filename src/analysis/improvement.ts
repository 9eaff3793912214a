import { normalQuantile } from "./normal.ts";

/** From this probability of improvement on a model counts as better (Bouthillier et al. 2021). */
export const IMPROVEMENT_THRESHOLD = 0.75;

/**
 * The probability of improvement over all pairs of runs: the share of pairs in which the left
 * accuracy is the larger, equal ones counting half.
 *
 * @throws {RangeError} With an empty side.
 *
 * Source: statistical protocol, 3.9.
 */
export function probabilityOfImprovement(
  left: readonly number[],
  right: readonly number[],
): number {
  if (left.length === 0 || right.length === 0) {
    throw new RangeError("A probability of improvement needs runs of both models");
  }
  const wins = left.reduce(
    (sum, one) => sum + right.reduce((count, other) => count + winOf(one, other), 0),
    0,
  );
  return wins / (left.length * right.length);
}

/**
 * The same within the pairs of one seed only.
 *
 * @throws {RangeError} With sides that are empty or differ in length.
 */
export function pairedImprovement(left: readonly number[], right: readonly number[]): number {
  if (left.length === 0 || left.length !== right.length) {
    throw new RangeError(`Cannot pair ${left.length} with ${right.length} runs`);
  }
  return left.reduce((sum, one, index) => sum + winOf(one, right[index]!), 0) / left.length;
}

/**
 * Noether's number of runs a side at which a test of "no improvement" (0.5) finds a probability of
 * improvement of `gamma`; not rounded.
 *
 * @param alpha One-sided.
 * @throws {RangeError} For a gamma of 0.5, which no number of runs tells from no improvement.
 *
 * Source: Noether 1987; Bouthillier et al. 2021, arXiv:2103.03098.
 */
export function noetherRuns(
  { gamma = IMPROVEMENT_THRESHOLD, alpha = 0.05, power = 0.95 }: {
    readonly gamma?: number;
    readonly alpha?: number;
    readonly power?: number;
  } = {},
): number {
  if (gamma === 0.5) throw new RangeError("A probability of improvement of 0.5 is none");
  const z = normalQuantile(1 - alpha) + normalQuantile(power);
  return (z / (Math.sqrt(6) * (0.5 - gamma))) ** 2;
}

function winOf(one: number, other: number): number {
  return one > other ? 1 : one === other ? 0.5 : 0;
}
