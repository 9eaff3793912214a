/** Accuracies that runs may be asked to reach, fixed in advance. */
export const TARGETS = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99] as const;

/** At most so many targets are looked at: the highest that some run reaches. */
export const MOST_TARGETS = 3;

/** One validation of a run. */
export interface CostPoint {
  readonly accuracy: number;
  /** Spent so far. */
  readonly cost: number;
}

/** What it costs the runs of a trial to reach an accuracy. */
export interface CostToTarget {
  readonly target: number;
  /** Runs that reached it, of `runs`; the others are misses. */
  readonly reached: number;
  readonly runs: number;
  /** Median over all runs, a miss being worse than any cost; `null` where the median is a miss. */
  readonly median: number | null;
  /**
   * Ends of the tightest interval between runs that covers the median at the level, whatever the
   * distribution; `null` with too few runs. `high` is `null` where that end is a miss.
   */
  readonly interval: { readonly low: number | null; readonly high: number | null } | null;
}

/**
 * The cost at the first validation of at least `target`, or `null` for a run that never got there:
 * a miss, not a missing value.
 */
export function costToTarget(curve: readonly CostPoint[], target: number): number | null {
  return curve.find(({ accuracy }) => accuracy >= target)?.cost ?? null;
}

/** The targets of {@link TARGETS} to look at: the highest ones that at least one curve reaches. */
export function reachableTargets(curves: readonly (readonly CostPoint[])[]): number[] {
  return TARGETS.filter((target) => curves.some((curve) => costToTarget(curve, target) !== null))
    .slice(-MOST_TARGETS);
}

/**
 * Summarises the cost of a target over the runs of a trial.
 *
 * @param costs One per run, `null` for a miss.
 * @param level Coverage of the interval, for example 0.95.
 * @throws {RangeError} Without runs.
 */
export function summariseCosts(
  costs: readonly (number | null)[],
  { target, level }: { readonly target: number; readonly level: number },
): CostToTarget {
  if (costs.length === 0) throw new RangeError("Cannot summarise the costs of no runs");
  const sorted = costs.map((cost) => cost ?? Infinity).sort((a, b) => a - b);
  const runs = sorted.length;
  const middle = (sorted[Math.floor((runs - 1) / 2)]! + sorted[Math.floor(runs / 2)]!) / 2;
  const rank = medianRank(runs, level);
  return {
    target,
    reached: costs.filter((cost) => cost !== null).length,
    runs,
    median: finite(middle),
    interval: rank === null
      ? null
      : { low: finite(sorted[rank]!), high: finite(sorted[runs - 1 - rank]!) },
  };
}

/**
 * The largest 0-based rank r such that the median lies between the values of rank r from below and
 * from above with probability `level` at least: 1 - 2 P(Bin(n, 1/2) <= r).
 */
function medianRank(runs: number, level: number): number | null {
  let tail = 0.5 ** runs;
  let term = tail;
  if (1 - 2 * tail < level) return null;
  for (let rank = 0;; rank++) {
    term *= (runs - rank) / (rank + 1);
    tail += term;
    if (1 - 2 * tail < level) return rank;
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
