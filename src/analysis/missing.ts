import type { ScopeEstimate } from "./comparison.ts";
import type { Criteria } from "./scope_estimate.ts";
import {
  describeNeeded,
  forecastBenchmark,
  forecastPopulation,
  seedsOrImagesNeeded,
} from "./seeds_needed.ts";
import type { BySource, Layout } from "./two_way.ts";
import { MINIMUM_SEEDS } from "./verdict.ts";

/** An inconclusive comparison. */
export interface Inconclusive {
  /** In the primary scope; `null` with fewer than 2 seeds. */
  readonly estimate: ScopeEstimate | null;
  /** Of the population scope; `null` where the primary scope is the benchmark. */
  readonly variance: BySource | null;
  readonly layout: Layout;
  readonly criteria: Criteria;
  /** Dropped seeds where they are too many for a verdict, otherwise empty. */
  readonly dropped: readonly number[];
  /** Whether seeds that should differ gave identical results. */
  readonly identical: boolean;
}

/** What would decide an inconclusive comparison, one sentence without a full stop. */
export function whatIsMissing(inconclusive: Inconclusive): string {
  const { estimate, variance, layout, criteria, dropped, identical } = inconclusive;
  if (dropped.length > 0) {
    return `finished runs of both models for seed${dropped.length === 1 ? "" : "s"} ${
      dropped.join(", ")
    }`;
  }
  if (estimate === null || layout.seeds < MINIMUM_SEEDS) {
    const further = MINIMUM_SEEDS - layout.seeds;
    return `at least ${further} more paired seed${
      further === 1 ? "" : "s"
    }: a verdict needs ${MINIMUM_SEEDS}`;
  }
  if (identical || estimate.standardError === 0) return "runs whose results depend on their seed";
  const forecast = variance === null ? forecastBenchmark(estimate) : forecastPopulation(variance);
  const needed = seedsOrImagesNeeded(estimate.mean, forecast, { ...criteria, layout });
  return describeNeeded(needed, layout);
}
