import { countedAccuracy, differenceMatrix } from "./chance_level.ts";
import type { Comparison, ScopeEstimate } from "./comparison.ts";
import type { PairedRuns } from "./pair_runs.ts";
import { pairedT } from "./paired_t.ts";
import { type Criteria, scopeEstimate } from "./scope_estimate.ts";
import { type BySource, twoWay } from "./two_way.ts";

/** What paired runs say of the mean difference, in both scopes. */
export interface PairedEstimates {
  readonly perSeed: Comparison["perSeed"];
  /** D, `[S, n]`; `null` where a run lacks per-example results, or without pairs. */
  readonly matrix: Float64Array | null;
  readonly population: ScopeEstimate | null;
  readonly benchmark: ScopeEstimate | null;
  readonly variance: BySource | null;
}

/**
 * Estimates the mean paired difference in both scopes, diverged runs counting at chance level.
 *
 * @param chance Accuracy of guessing.
 *
 * Source: statistical protocol, 3.1 and 3.2.
 */
export function pairedEstimates(
  paired: PairedRuns,
  { chance, criteria }: { readonly chance: number; readonly criteria: Criteria },
): PairedEstimates {
  const perSeed = paired.pairs.map((pair) => {
    const left = countedAccuracy(pair.left, chance);
    const right = countedAccuracy(pair.right, chance);
    return { seed: pair.seed, left, right, difference: left - right };
  });
  const estimable = perSeed.length >= 2;
  const matrix = differenceMatrix(paired, chance);
  const crossed = matrix && estimable && paired.examples >= 2
    ? twoWay(matrix, perSeed.length)
    : null;
  const differences = perSeed.map((one) => one.difference);
  return {
    perSeed,
    matrix,
    population: crossed && scopeEstimate("population", crossed, criteria),
    benchmark: estimable ? scopeEstimate("benchmark", pairedT(differences), criteria) : null,
    variance: crossed?.variance ?? null,
  };
}
