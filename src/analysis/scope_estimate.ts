import type { Interval, ScopeEstimate } from "./comparison.ts";
import type { Estimate } from "./paired_t.ts";
import { studentTCdf, studentTQuantile, studentTTwoSided } from "./student_t.ts";

/** What a comparison is judged by. */
export interface Criteria {
  /** Two-sided level of the study, 0.05 by the protocol. */
  readonly alpha: number;
  /** m, the number of primary comparisons that share `alpha`. */
  readonly comparisons: number;
  /** Equivalence margin, in the unit of the differences. */
  readonly margin: number;
  /** One-sided levels of a planned look; those of a single test unless given. */
  readonly tails?: Tails;
}

/** One-sided levels of both tests; the intervals are made with them. */
export interface Tails {
  readonly difference: number;
  readonly equivalence: number;
}

/**
 * Adds both intervals and p values to an estimate. The intervals are simultaneous over the
 * comparisons (`alpha / m`); the p values are those of this comparison alone.
 *
 * Where the data do not vary (standard error 0) the intervals shrink to a point and both p values
 * are 1: nothing was learned about a spread.
 *
 * Source: statistical protocol, 3.3 and 3.6.
 */
export function scopeEstimate(
  scope: ScopeEstimate["scope"],
  estimate: Estimate,
  criteria: Criteria,
): ScopeEstimate {
  const { mean, standardError, degreesOfFreedom } = estimate;
  const level = criteria.alpha / criteria.comparisons;
  const tails = criteria.tails ?? { difference: level / 2, equivalence: level };
  const varies = standardError > 0;
  return {
    scope,
    mean,
    standardError,
    degreesOfFreedom,
    difference: interval(estimate, 1 - tails.difference),
    equivalence: interval(estimate, 1 - tails.equivalence),
    p: varies ? studentTTwoSided(mean / standardError, degreesOfFreedom) : 1,
    pEquivalence: varies ? twoOneSidedTests(estimate, criteria.margin) : 1,
  };
}

function interval(estimate: Estimate, probability: number): Interval {
  const { mean, standardError, degreesOfFreedom } = estimate;
  const half = standardError === 0
    ? 0
    : studentTQuantile(probability, degreesOfFreedom) * standardError;
  return { low: mean - half, high: mean + half };
}

/** The larger p of "at or below -margin" and "at or above +margin". */
function twoOneSidedTests(estimate: Estimate, margin: number): number {
  const { mean, standardError, degreesOfFreedom } = estimate;
  const below = studentTCdf(-(mean + margin) / standardError, degreesOfFreedom);
  const above = studentTCdf((mean - margin) / standardError, degreesOfFreedom);
  return Math.max(below, above);
}
