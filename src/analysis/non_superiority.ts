import type { ScopeEstimate } from "./comparison.ts";
import { type Criteria, scopeEstimate } from "./scope_estimate.ts";
import { studentTCdf } from "./student_t.ts";

/** The test that one side is not better than the other by the margin or more. */
export interface NonSuperiority {
  /** Upper one-sided limit of the difference at `1 - alpha`, the upper end of I_eq for one comparison. */
  readonly upper: number;
  /** One-sided p of "better by the margin or more"; 1 where the data do not vary. */
  readonly p: number;
  /** Whether `upper` lies below the margin. */
  readonly shown: boolean;
}

/**
 * Whether the left side matches or trails the right one: its lead is below the margin, whichever of
 * the two it is. One comparison of its own, without a correction for others.
 *
 * @param estimate Of left minus right.
 * @param criteria Of this comparison alone: its number of comparisons is 1.
 *
 * Source: statistical protocol, 3.6 (S2).
 */
export function nonSuperiority(estimate: ScopeEstimate, criteria: Criteria): NonSuperiority {
  const { mean, standardError, degreesOfFreedom } = estimate;
  const alone = scopeEstimate(estimate.scope, estimate, criteria);
  const varies = standardError > 0;
  return {
    upper: alone.equivalence.high,
    p: varies ? studentTCdf((mean - criteria.margin) / standardError, degreesOfFreedom) : 1,
    shown: varies && alone.equivalence.high < criteria.margin,
  };
}
