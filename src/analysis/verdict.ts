import type { Interval, ScopeEstimate, Verdict } from "./comparison.ts";

/** Fewer paired seeds than this give no verdict. */
export const MINIMUM_SEEDS = 5;

/** The margins of the verdict strip: 0.25, 0.5, 1 and 2 percentage points, as fractions. */
export const STRIP_MARGINS: readonly number[] = [0.0025, 0.005, 0.01, 0.02];

/** The reason given where the paired differences do not vary at all. */
export const NO_VARIATION = "no variation: are the seeds really different?";

/** What the decision rule looks at. */
export interface Evidence {
  /** In the primary scope; `null` with fewer than 2 seeds. */
  readonly estimate: ScopeEstimate | null;
  /** S, the number of paired seeds. */
  readonly seeds: number;
  /** Equivalence margin, in the unit of the estimate. */
  readonly margin: number;
  /** Why there can be no verdict whatever the numbers say (a failed gate); `null` when none. */
  readonly obstacle: string | null;
}

/** The outcome of the decision rule. */
export interface Decision {
  readonly verdict: Verdict;
  /** For leads and trails: the difference interval lies wholly beyond the margin. */
  readonly clear: boolean;
  /** Sign of a difference that excludes 0; always 0 for `inconclusive`. */
  readonly sign: -1 | 0 | 1;
  /** max |I_eq|; `null` where there is no interval. */
  readonly marginNeeded: number | null;
  /** One sentence without a full stop. */
  readonly reason: string;
}

/**
 * The decision rule. Exactly one of the four states holds, and `matches` takes precedence: a real
 * difference well inside the margin is practically none.
 *
 * Source: statistical protocol, 3.3.
 */
export function decideVerdict(evidence: Evidence): Decision {
  const { estimate, seeds, margin } = evidence;
  const varies = estimate !== null && estimate.standardError > 0;
  const marginNeeded = varies
    ? Math.max(Math.abs(estimate.equivalence.low), Math.abs(estimate.equivalence.high))
    : null;
  const inconclusive = (reason: string): Decision => ({
    verdict: "inconclusive",
    clear: false,
    sign: 0,
    marginNeeded,
    reason,
  });

  if (seeds < MINIMUM_SEEDS || estimate === null) {
    const only = seeds === 0 ? "no paired seeds" : `only ${seeds} paired seed${plural(seeds)}`;
    return inconclusive(`${only}: a verdict needs at least ${MINIMUM_SEEDS}`);
  }
  if (evidence.obstacle !== null) return inconclusive(evidence.obstacle);
  if (!varies) return inconclusive(NO_VARIATION);

  const { difference, equivalence } = estimate;
  const sign = signOf(difference);
  if (equivalence.low > -margin && equivalence.high < margin) {
    const real = sign === 0 ? "" : `, although the difference itself is ${above(sign)} 0`;
    return {
      verdict: "matches",
      clear: false,
      sign,
      marginNeeded,
      reason: `the equivalence interval lies inside the margin${real}`,
    };
  }
  if (sign === 0) {
    return inconclusive(
      "neither shown: the difference interval includes 0 and the equivalence interval reaches the margin",
    );
  }
  const clear = sign === 1 ? difference.low > margin : difference.high < -margin;
  return {
    verdict: sign === 1 ? "leads" : "trails",
    clear,
    sign,
    marginNeeded,
    reason: clear
      ? `the difference interval lies ${above(sign)} 0 and wholly beyond the margin`
      : `the difference interval lies ${above(sign)} 0, though not wholly beyond the margin`,
  };
}

/** The verdict at each of `margins`, all else equal. */
export function verdictStrip(
  evidence: Evidence,
  margins: readonly number[] = STRIP_MARGINS,
): { margin: number; verdict: Verdict }[] {
  return margins.map((margin) => ({
    margin,
    verdict: decideVerdict({ ...evidence, margin }).verdict,
  }));
}

function signOf({ low, high }: Interval): -1 | 0 | 1 {
  return low > 0 ? 1 : high < 0 ? -1 : 0;
}

function above(sign: -1 | 1): string {
  return sign === 1 ? "above" : "below";
}

function plural(count: number): string {
  return count === 1 ? "" : "s";
}
