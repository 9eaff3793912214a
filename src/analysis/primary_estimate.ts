import type { Comparison, ScopeEstimate } from "./comparison.ts";

/**
 * The estimate that a verdict rests on: that of the chosen scope, or of the benchmark scope where no
 * per-example results exist; `null` with fewer than 2 seeds.
 */
export function primaryEstimate(
  { scope, population, benchmark }: Pick<Comparison, "scope" | "population" | "benchmark">,
): ScopeEstimate | null {
  return scope === "benchmark" ? benchmark : population ?? benchmark;
}
