import type { Interval, ScopeEstimate, Verdict } from "./comparison.ts";

/** One scope's estimate and the verdict that it would give. */
export interface ScopeVerdict {
  readonly estimate: ScopeEstimate;
  readonly verdict: Verdict;
}

/**
 * Names the source of noise behind a disagreement of the two scopes, or `null` where they agree.
 *
 * Only the population scope pays for the choice of the test examples; a wider interval there is
 * therefore image noise. Where it is the narrower one, it draws on more degrees of freedom, and the
 * spread between the few seeds is what the benchmark scope cannot see through.
 *
 * Source: statistical protocol, 3.2 ("if the two disagree, the report says which source of noise is
 * responsible").
 */
export function scopeNote(population: ScopeVerdict, benchmark: ScopeVerdict): string | null {
  if (population.verdict === benchmark.verdict) return null;
  const imagesBlame = width(population.estimate.difference) > width(benchmark.estimate.difference);
  const cause = imagesBlame
    ? "the noise of the test examples makes the difference"
    : "the noise between seeds makes the difference";
  return `${population.verdict} for new examples, but ${benchmark.verdict} for these very examples: ${cause}`;
}

function width({ low, high }: Interval): number {
  return high - low;
}
