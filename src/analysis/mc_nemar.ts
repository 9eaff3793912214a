import { logGamma } from "./log_gamma.ts";
import { normalCdf } from "./normal.ts";

/** On how many test examples two networks disagree. */
export interface Disagreement {
  /** b: only the left network is right. */
  readonly onlyLeft: number;
  /** c: only the right network is right. */
  readonly onlyRight: number;
  /** n. */
  readonly examples: number;
}

/** McNemar's test of two trained networks. It says nothing of other seeds. */
export interface McNemar extends Disagreement {
  /** Difference of the accuracies, (b - c) / n. */
  readonly difference: number;
  /** Of the difference, over examples alone. */
  readonly standardError: number;
  /** Exact two-sided p: 2 P(Bin(b + c, 1/2) <= min(b, c)), at most 1. */
  readonly exact: number;
  /** The exact p with half the weight on the observed table. */
  readonly midP: number;
  /** (b - c)^2 / (b + c) and its p; 0 and 1 where the networks never disagree. */
  readonly chiSquared: number;
  readonly pChiSquared: number;
  /** The same with the continuity correction, (|b - c| - 1)^2 / (b + c). */
  readonly corrected: number;
  readonly pCorrected: number;
}

/**
 * McNemar's test.
 *
 * @throws {RangeError} For counts that are not whole, or add up to more than the examples.
 *
 * Source: statistical protocol, 3.9.
 */
export function mcNemar(disagreement: Disagreement): McNemar {
  const { onlyLeft, onlyRight, examples } = disagreement;
  const counts = [onlyLeft, onlyRight, examples];
  if (
    !counts.every((one) => Number.isInteger(one) && one >= 0) || onlyLeft + onlyRight > examples
  ) {
    throw new RangeError(`Not a table of disagreements: ${counts.join(", ")}`);
  }
  const total = onlyLeft + onlyRight;
  const fewer = Math.min(onlyLeft, onlyRight);
  const at = binomialHalf(fewer, total);
  let below = 0;
  for (let count = 0; count < fewer; count++) below += binomialHalf(count, total);
  const gap = Math.abs(onlyLeft - onlyRight);
  const difference = (onlyLeft - onlyRight) / examples;
  const chiSquared = total === 0 ? 0 : gap ** 2 / total;
  const corrected = total === 0 ? 0 : (gap - 1) ** 2 / total;
  return {
    ...disagreement,
    difference,
    standardError: Math.sqrt(total - gap ** 2 / examples) / examples,
    exact: Math.min(1, 2 * (below + at)),
    // With b = c both tails share the observed table, half of which counts (Fagerland et al. 2013).
    midP: gap === 0 ? 1 - at / 2 : 2 * below + at,
    chiSquared,
    pChiSquared: pOfOneDegree(chiSquared),
    corrected,
    pCorrected: pOfOneDegree(corrected),
  };
}

/** P(Bin(total, 1/2) = count). */
function binomialHalf(count: number, total: number): number {
  const logChoices = logGamma(total + 1) - logGamma(count + 1) - logGamma(total - count + 1);
  return Math.exp(logChoices - total * Math.LN2);
}

function pOfOneDegree(chiSquared: number): number {
  return 2 * normalCdf(-Math.sqrt(chiSquared));
}
