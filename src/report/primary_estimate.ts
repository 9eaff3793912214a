import type { Comparison, ScopeEstimate } from "../analysis/comparison.ts";

/**
 * The estimate that the verdict rests on: the population scope, or the benchmark scope where no
 * per-example results exist; `null` with fewer than 2 seeds.
 */
export function primaryEstimate(comparison: Comparison): ScopeEstimate | null {
  return comparison.population ?? comparison.benchmark;
}
