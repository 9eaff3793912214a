import { comparePaired, type ComparisonInput } from "./compare.ts";
import type { Comparison, Interval, Verdict } from "./comparison.ts";
import { mulberry32 } from "./mulberry32.ts";
import { simulatedStudies, type SimulatedStudy } from "./simulated_study.ts";
import { wilson } from "./wilson.ts";

/** Nominal error rate of both tests. */
const ALPHA = 0.05;

/** The bound on an error rate in 2000 studies is 6 %: the level and two standard errors of chance. */
const SLACK = 0.01;
const STUDIES_OF_BOUND = 2000;

/** At least this share of the studies of a large difference must lead. */
const LEAST_LEADS = 0.8;

/** One kind of simulated study and what must hold of it. */
export interface Scenario {
  readonly name: string;
  readonly study: SimulatedStudy;
  readonly margin: number;
  readonly looks: readonly number[] | null;
  /** `errors`: how often at most; `successes`: how often at least. */
  readonly counted: { readonly verdicts: readonly Verdict[]; readonly as: "errors" | "successes" };
}

/** What was observed of a scenario. */
export interface ScenarioResult {
  readonly name: string;
  /** What is counted. */
  readonly counted: readonly Verdict[];
  readonly studies: number;
  /** Studies with one of the counted verdicts at any look. */
  readonly count: number;
  readonly rate: number;
  /** Wilson's, 95 %. */
  readonly interval: Interval;
  readonly bound: number;
  readonly direction: "at most" | "at least";
  readonly holds: boolean;
  /** How often each verdict was the last one. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
}

/** The part of a comparison that the self-test reads. */
export type ComparedForTest = Pick<Comparison, "verdict" | "look">;

const COMMON = { examples: 300, baseline: 0.7 };
const TEN = { ...COMMON, seeds: 10 };
const TWENTY = { ...COMMON, seeds: 20 };
const LOOKS = [10, 20];
const DIFFERENT = { verdicts: ["leads", "trails"], as: "errors" } as const;
const EQUAL = { verdicts: ["matches"], as: "errors" } as const;

/**
 * The scenarios. Without a difference the margin is small against the noise, so that `matches`, which
 * has precedence, hides no false difference; at the margin it is large, so that `matches` is in reach.
 */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "no difference",
    study: { ...TEN, difference: 0 },
    margin: 0.005,
    looks: null,
    counted: DIFFERENT,
  },
  {
    name: "difference at the margin",
    study: { ...TEN, difference: 0.08 },
    margin: 0.08,
    looks: null,
    counted: EQUAL,
  },
  {
    name: "no difference, looks at 10 and 20 seeds",
    study: { ...TWENTY, difference: 0 },
    margin: 0.005,
    looks: LOOKS,
    counted: DIFFERENT,
  },
  {
    name: "difference at the margin, looks at 10 and 20 seeds",
    study: { ...TWENTY, difference: 0.08 },
    margin: 0.08,
    looks: LOOKS,
    counted: EQUAL,
  },
  {
    name: "large difference",
    study: { ...TEN, difference: 0.08 },
    margin: 0.005,
    looks: null,
    counted: { verdicts: ["leads"], as: "successes" },
  },
];

/**
 * Judges simulated studies of known truth by the code that judges real ones, and counts how often it
 * is wrong.
 *
 * @param studies Studies of each scenario. The bounds are meant for 2000; with fewer they are wider, as
 * chance alone moves the rates.
 * @param compare What is tested; replaced in tests by something faulty.
 *
 * Source: statistical protocol, 3.3 (error control) and 3.7.
 */
export function selfTest(
  { studies, seed, compare = comparePaired, scenarios = SCENARIOS }: {
    readonly studies: number;
    readonly seed: number;
    readonly compare?: (input: ComparisonInput) => ComparedForTest;
    readonly scenarios?: readonly Scenario[];
  },
): ScenarioResult[] {
  return scenarios.map((scenario, place) => {
    const draw = mulberry32(seed + 7919 * place);
    const simulate = simulatedStudies(scenario.study);
    const verdicts = { leads: 0, matches: 0, trails: 0, inconclusive: 0 };
    let count = 0;
    for (let study = 0; study < studies; study++) {
      const { verdict, look } = compare({
        ...simulate(draw),
        dataset: "simulated",
        alpha: ALPHA,
        comparisons: 1,
        margin: scenario.margin,
        chance: 0.1,
        looks: scenario.looks,
      });
      verdicts[verdict]++;
      const given = look === null ? [verdict] : look.verdicts.map((one) => one.verdict);
      if (given.some((one) => scenario.counted.verdicts.includes(one))) count++;
    }
    return { ...rateOf(scenario, studies, count), verdicts };
  });
}

function rateOf(
  { name, counted }: Scenario,
  studies: number,
  count: number,
): Omit<ScenarioResult, "verdicts"> {
  const rate = count / studies;
  const errors = counted.as === "errors";
  const bound = errors
    ? ALPHA + SLACK * Math.max(1, Math.sqrt(STUDIES_OF_BOUND / studies))
    : LEAST_LEADS;
  return {
    name,
    counted: counted.verdicts,
    studies,
    count,
    rate,
    interval: wilson(count, studies),
    bound,
    direction: errors ? "at most" : "at least",
    holds: errors ? rate <= bound : rate >= bound,
  };
}
