import type { ClaimStatement } from "../spec/claim.ts";
import type { Comparison, ScopeEstimate, Verdict } from "./comparison.ts";
import { formatPoints } from "./format_numbers.ts";
import { lookTails } from "./looks.ts";
import { nonSuperiority } from "./non_superiority.ts";
import { type Criteria, scopeEstimate } from "./scope_estimate.ts";
import { decideVerdict } from "./verdict.ts";

/** The outcome of {@link testStatement}. */
export interface StatementTest {
  readonly holds: boolean;
  readonly p: number;
  /** What was found, one sentence without a full stop. */
  readonly text: string;
}

/**
 * A statement's own test, without a correction for other comparisons.
 *
 * @param estimate In the scope that the statement is about.
 *
 * Source: statistical protocol, 3.6.
 */
export function testStatement(
  statement: ClaimStatement,
  comparison: Comparison,
  estimate: ScopeEstimate,
): StatementTest {
  const criteria = criteriaAlone(comparison);
  const alone = scopeEstimate(estimate.scope, estimate, criteria);
  const verdict = verdictOf(comparison, alone);
  const margin = formatPoints(comparison.margin).slice(1);
  switch (statement) {
    case "leads":
      return {
        holds: verdict === "leads",
        p: alone.mean > 0 ? alone.p : 1,
        text: `the difference is ${estimateText(alone)}, above 0`,
      };
    case "trails":
      return {
        holds: verdict === "trails",
        p: alone.mean < 0 ? alone.p : 1,
        text: `the difference is ${estimateText(alone)}, below 0`,
      };
    case "matches":
      return {
        holds: verdict === "matches",
        p: alone.pEquivalence,
        text: `the difference is ${estimateText(alone)}, and equivalent within ±${margin} pp`,
      };
    case "matches or trails": {
      const { shown, p, upper } = nonSuperiority(estimate, criteria);
      return {
        holds: shown,
        p,
        text: `the upper one-sided limit of the difference, ${
          formatPoints(upper)
        } pp, is below the margin of ${margin} pp`,
      };
    }
    default:
      return statement satisfies never;
  }
}

/** What a comparison is judged by on its own, with the levels of its look where it is one. */
function criteriaAlone({ alpha, margin, look }: Comparison): Criteria {
  const alone = { alpha, comparisons: 1, margin };
  if (look === null || look.at === null) return alone;
  return { ...alone, tails: lookTails(look.planned, alone)[look.planned.indexOf(look.at)]! };
}

/** The verdict of an estimate of a comparison, nothing being in the way. */
export function verdictOf(comparison: Comparison, estimate: ScopeEstimate): Verdict {
  const { seeds, margin } = comparison;
  return decideVerdict({ estimate, seeds: seeds.length, margin, obstacle: null }).verdict;
}

/** `+1.20 pp [+0.93, +1.47]`, with the difference interval. */
export function estimateText({ mean, difference }: ScopeEstimate): string {
  return `${formatPoints(mean)} pp [${formatPoints(difference.low)}, ${
    formatPoints(difference.high)
  }]`;
}
