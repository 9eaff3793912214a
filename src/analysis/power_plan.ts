import type { Comparison } from "./comparison.ts";
import {
  firstSize,
  minimumDetectableDifference,
  pilotInflation,
  powerToLead,
  powerToMatch,
  type Precision,
} from "./power.ts";
import { primaryEstimate } from "./primary_estimate.ts";
import { type ErrorForecast, forecastBenchmark, forecastPopulation } from "./seeds_needed.ts";
import type { Layout } from "./two_way.ts";
import { MINIMUM_SEEDS } from "./verdict.ts";

/** Larger studies than this are not searched for. */
export const MOST_PLANNED_SEEDS = 2000;

/** Test sets larger than this multiple of the present one are not searched for. */
export const MOST_TIMES_EXAMPLES = 200;

/** What a study is to show. */
export interface PowerGoal {
  /** `lead`: that the difference is above 0; `match`: that it lies inside the margin. */
  readonly kind: "lead" | "match";
  /** True difference to plan for, a fraction. */
  readonly difference: number;
  /** Wanted probability of showing it. */
  readonly power: number;
}

/** Measured seconds of a study's runs, both models together. */
export interface StudyCost {
  /** Of one further seed at the present number of test examples. */
  readonly perSeed: number;
  /** Of evaluating one further test example with one seed. */
  readonly perExample: number;
}

/** One direction in which a study can grow. */
export interface Growth {
  /** Seeds or test examples in all. */
  readonly total: number;
  readonly further: number;
  /** What the further ones cost, in seconds. */
  readonly seconds: number;
}

/** What a comparison needs at one assumed spread. */
export interface SizePlan {
  /** The observed spread, or its upper 80 % bound: a pilot may have been lucky. */
  readonly spread: "observed" | "upper bound";
  /** What the spread was multiplied by. */
  readonly inflation: number;
  /** Probability of showing the goal at the present size. */
  readonly power: number;
  /** Smallest true difference that the present size shows with the wanted power. */
  readonly detectable: number;
  /** More seeds on the same test set; `null` where no affordable number suffices. */
  readonly seeds: Growth | null;
  /** More test examples for the same seeds; `null` likewise, and in the benchmark scope. */
  readonly examples: Growth | null;
  /** The direction that costs less; `null` where neither suffices. */
  readonly cheaper: "seeds" | "examples" | null;
}

/** The power plan of one comparison. Differences are fractions. */
export interface PowerPlan {
  readonly left: string;
  readonly right: string;
  readonly layout: Layout;
  readonly goal: PowerGoal;
  readonly margin: number;
  /** alpha / m. */
  readonly level: number;
  readonly standardError: number;
  /** What is left of the standard error with any number of seeds: the noise of the test examples. */
  readonly floorOfSeeds: number;
  /** What is left of it with any number of test examples: the noise between seeds. */
  readonly floorOfExamples: number;
  readonly plans: readonly SizePlan[];
}

/**
 * How many seeds or test examples a comparison needs to show a goal, and which of them costs less.
 *
 * The variances are those of the comparison's primary scope, once as observed and once at their
 * upper 80 % bound.
 *
 * @returns `null` where nothing can be planned from: below 2 seeds or without variation.
 *
 * Source: statistical protocol, 3.8.
 */
export function planPower(
  comparison: Comparison,
  goal: PowerGoal,
  cost: StudyCost,
): PowerPlan | null {
  const estimate = primaryEstimate(comparison);
  if (estimate === null || estimate.standardError === 0) return null;
  const layout = { seeds: comparison.seeds.length, examples: comparison.examples };
  const population = estimate.scope === "population" ? comparison.variance : null;
  const forecast = population === null
    ? forecastBenchmark(estimate)
    : forecastPopulation(population);
  const atLeast0 = (variance: number) => Math.max(0, variance);
  const level = comparison.alpha / comparison.comparisons;
  const criteria = { goal, margin: comparison.margin, level };
  const upper = pilotInflation(layout.seeds - 1);
  return {
    left: comparison.left,
    right: comparison.right,
    layout,
    goal,
    margin: comparison.margin,
    level,
    standardError: forecast(layout).standardError,
    floorOfSeeds: population === null
      ? 0
      : Math.sqrt(atLeast0(population.example) / layout.examples),
    floorOfExamples: population === null
      ? forecast(layout).standardError
      : Math.sqrt(atLeast0(population.seed) / layout.seeds),
    plans: [
      planSizes({ spread: "observed", inflation: 1, forecast, layout, cost }, criteria),
      planSizes({ spread: "upper bound", inflation: upper, forecast, layout, cost }, criteria),
    ],
  };
}

/** The probability that a study of known precision shows the goal. */
export function powerOf(
  precision: Precision,
  { goal, margin, level }: {
    readonly goal: PowerGoal;
    readonly margin: number;
    readonly level: number;
  },
): number {
  const { difference, kind } = goal;
  switch (kind) {
    case "lead":
      return powerToLead(precision, { difference, level });
    case "match":
      return powerToMatch(precision, { difference, margin, level });
    default:
      return kind satisfies never;
  }
}

function planSizes(
  { spread, inflation, forecast, layout, cost }: {
    readonly spread: SizePlan["spread"];
    readonly inflation: number;
    readonly forecast: ErrorForecast;
    readonly layout: Layout;
    readonly cost: StudyCost;
  },
  criteria: { readonly goal: PowerGoal; readonly margin: number; readonly level: number },
): SizePlan {
  const precision = (size: Layout): Precision => {
    const { standardError, degreesOfFreedom } = forecast(size);
    return { standardError: inflation * standardError, degreesOfFreedom };
  };
  const wanted = criteria.goal.power;
  const totalSeeds = firstSize(
    (seeds) => powerOf(precision({ ...layout, seeds }), criteria),
    { from: Math.max(MINIMUM_SEEDS, layout.seeds), to: MOST_PLANNED_SEEDS, wanted },
  );
  // In the benchmark scope more examples change nothing; below the minimum they cannot help.
  const countsExamples = layout.seeds >= MINIMUM_SEEDS &&
    precision({ ...layout, examples: 2 * layout.examples }).standardError <
      precision(layout).standardError;
  const totalExamples = countsExamples
    ? firstSize((examples) => powerOf(precision({ ...layout, examples }), criteria), {
      from: layout.examples,
      to: MOST_TIMES_EXAMPLES * layout.examples,
      wanted,
    })
    : null;
  const growth = (total: number | null, present: number, seconds: number): Growth | null =>
    total === null
      ? null
      : { total, further: total - present, seconds: (total - present) * seconds };
  const seeds = growth(totalSeeds, layout.seeds, cost.perSeed);
  const examples = growth(totalExamples, layout.examples, layout.seeds * cost.perExample);
  return {
    spread,
    inflation,
    power: layout.seeds < MINIMUM_SEEDS ? 0 : powerOf(precision(layout), criteria),
    detectable: minimumDetectableDifference(precision(layout), { level: criteria.level, wanted }),
    seeds,
    examples,
    cheaper: cheaperOf(seeds, examples),
  };
}

function cheaperOf(seeds: Growth | null, examples: Growth | null): SizePlan["cheaper"] {
  if (seeds === null) return examples === null ? null : "examples";
  return examples === null || seeds.seconds <= examples.seconds ? "seeds" : "examples";
}
