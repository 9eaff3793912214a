import type { ScopeEstimate } from "./comparison.ts";
import type { Estimate } from "./paired_t.ts";
import { type Criteria, scopeEstimate } from "./scope_estimate.ts";
import { type BySource, type Layout, twoWayError } from "./two_way.ts";
import { decideVerdict, MINIMUM_SEEDS } from "./verdict.ts";

/** The search for more seeds ends here: further ones would be a different study. */
const MOST_FURTHER_SEEDS = 200;

/** The search for more images ends at this multiple of the test set. */
const MOST_TIMES_IMAGES = 100;

/** Predicts standard error and degrees of freedom for a study of another size. */
export type ErrorForecast = (layout: Layout) => Omit<Estimate, "mean">;

/** What {@link seedsOrImagesNeeded} found; `null` where that direction alone does not decide. */
export interface Needed {
  /** Further seeds on the same test set. */
  readonly furtherSeeds: number | null;
  /** The test set's size as a multiple of the present one, same seeds. */
  readonly timesImages: number | null;
}

/**
 * The forecast of the population scope, SE^2 = s_seed^2 / S + s_ex^2 / n + s_res^2 / (S n), negative
 * components counting as 0; at the present size it is the standard error itself.
 *
 * Source: statistical protocol, 3.2 (planner).
 */
export function forecastPopulation({ seed, example, residual }: BySource): ErrorForecast {
  // twoWayError truncates, which is what makes negative components count as 0.
  return (layout) =>
    twoWayError({
      seed: residual + layout.examples * seed,
      example: residual + layout.seeds * example,
      residual,
    }, layout);
}

/** The forecast of the benchmark scope: sd / sqrt(S); the number of images changes nothing. */
export function forecastBenchmark(estimate: ScopeEstimate): ErrorForecast {
  const deviation = estimate.standardError * Math.sqrt(estimate.degreesOfFreedom + 1);
  return ({ seeds }) => ({
    standardError: deviation / Math.sqrt(seeds),
    degreesOfFreedom: seeds - 1,
  });
}

/**
 * The smallest number of further seeds, and the smallest whole multiple of the test set, that would
 * end an inconclusive comparison if the observed mean difference and the observed variances were
 * the true ones. It is an extrapolation of this one study, not a power calculation: with the true
 * difference nearer to 0 or to the margin it takes more.
 */
export function seedsOrImagesNeeded(
  mean: number,
  forecast: ErrorForecast,
  options: Criteria & { readonly layout: Layout },
): Needed {
  const { seeds, examples } = options.layout;
  const decides = (layout: Layout) => {
    const estimate = scopeEstimate("population", { mean, ...forecast(layout) }, options);
    const evidence = { estimate, seeds: layout.seeds, margin: options.margin, obstacle: null };
    return decideVerdict(evidence).verdict !== "inconclusive";
  };
  const first = (from: number, to: number, test: (value: number) => boolean) => {
    for (let value = from; value <= to; value++) if (test(value)) return value;
    return null;
  };
  return {
    furtherSeeds: first(
      Math.max(1, MINIMUM_SEEDS - seeds),
      MOST_FURTHER_SEEDS,
      (further) => decides({ seeds: seeds + further, examples }),
    ),
    timesImages: first(
      2,
      MOST_TIMES_IMAGES,
      (times) => decides({ seeds, examples: examples * times }),
    ),
  };
}

/** {@link Needed} as one sentence without a full stop. */
export function describeNeeded({ furtherSeeds, timesImages }: Needed, layout: Layout): string {
  const assumption = "if the observed difference and variances were the true ones";
  const seeds = furtherSeeds === null
    ? null
    : `${furtherSeeds} more seed${furtherSeeds === 1 ? "" : "s"} (${
      layout.seeds + furtherSeeds
    } in all)`;
  const images = timesImages === null ? null : `${timesImages} times as many test examples`;
  if (seeds !== null && images !== null) return `${seeds} or ${images}, ${assumption}`;
  if (seeds !== null) return `${seeds}, ${assumption}`;
  if (images !== null) return `${images}, as more seeds alone would not do, ${assumption}`;
  return `more than ${MOST_FURTHER_SEEDS} further seeds, ${assumption}`;
}
