import { comparePaired } from "./compare.ts";
import type { Interval, ScopeEstimate, Verdict } from "./comparison.ts";
import { meanOf } from "./describe.ts";
import type { ComparedSide } from "./pair_runs.ts";
import { pairedT } from "./paired_t.ts";
import { primaryEstimate } from "./primary_estimate.ts";
import { scopeEstimate } from "./scope_estimate.ts";
import { decideVerdict, NO_VARIATION } from "./verdict.ts";

/** How a trial of tonight stands against the same trial of the baseline night. */
export type NightlyVerdict = "identical" | "improved" | "same" | "regressed" | "inconclusive";

/** What is judged of a trial, and how. */
export interface NightlyMetric {
  readonly name: "accuracy" | "loss" | "seconds";
  readonly better: "higher" | "lower";
  /** `gate`: a regression is an alarm; `inform`: shown, never judged. */
  readonly role: "gate" | "inform";
}

/**
 * The metrics of a night. Seconds are those of another night on a machine that was doing other
 * things, so they are shown only; speed is judged by an interleaved run of the baseline's code.
 *
 * Source: statistical protocol, 3.10.
 */
export const NIGHTLY_METRICS: readonly NightlyMetric[] = [
  { name: "accuracy", better: "higher", role: "gate" },
  { name: "loss", better: "lower", role: "gate" },
  { name: "seconds", better: "lower", role: "inform" },
];

/** The judgement of one metric. Differences are tonight minus baseline, in the metric's own unit. */
export interface NightlyJudgement {
  readonly verdict: NightlyVerdict;
  /** Means over the paired seeds; `null` without any. */
  readonly tonight: number | null;
  readonly baseline: number | null;
  readonly difference: number | null;
  /** The interval of the difference; `null` with fewer than 2 seeds. */
  readonly interval: Interval | null;
  /** The interval that has to lie within the margin for `same`. */
  readonly equivalence: Interval | null;
  /** Half of the margin that a comparison of models would have. */
  readonly margin: number;
  readonly seeds: number;
  readonly scope: ScopeEstimate["scope"] | null;
  /** One sentence without a full stop. */
  readonly reason: string;
  /** Seeds left out, runs that diverged. */
  readonly remarks: readonly string[];
}

/** How a judgement is to be made. */
export interface NightlyCriteria {
  /** Two-sided level of the study. */
  readonly alpha: number;
  /** m, the number of trials that share `alpha`. */
  readonly comparisons: number;
  /** What a comparison of models would call equal; half of it is used here. */
  readonly margin: number;
}

/** Both nights' runs of one trial. */
export interface NightlyAccuracies {
  readonly tonight: ComparedSide;
  readonly baseline: ComparedSide;
  /** Accuracy of guessing, at which a diverged run counts. */
  readonly chance: number;
  readonly plannedSeeds: readonly number[];
}

/**
 * Tonight's accuracy against the baseline's, paired by seed and test example, with half the margin of
 * a comparison of models. Answers that are right and wrong on the very same examples are `same`.
 *
 * @throws {BenchError} With exit code 1 for runs that contradict each other.
 *
 * Source: statistical protocol, 3.10 (level 2) and 3.3.
 */
export function judgeAccuracy(
  { tonight, baseline, chance, plannedSeeds }: NightlyAccuracies,
  criteria: NightlyCriteria,
): NightlyJudgement {
  const margin = criteria.margin / 2;
  const comparison = comparePaired({
    left: tonight,
    right: baseline,
    dataset: "",
    alpha: criteria.alpha,
    comparisons: criteria.comparisons,
    margin,
    chance,
    plannedSeeds,
  });
  const estimate = primaryEstimate(comparison);
  const unchanged = isUnchanged(comparison.reason, estimate);
  return {
    verdict: unchanged ? "same" : inWords(comparison.verdict, "higher"),
    tonight: numberOrNull(comparison.leftAccuracy),
    baseline: numberOrNull(comparison.rightAccuracy),
    difference: estimate?.mean ?? null,
    interval: estimate?.difference ?? null,
    equivalence: estimate?.equivalence ?? null,
    margin,
    seeds: comparison.seeds.length,
    scope: estimate?.scope ?? null,
    reason: unchanged
      ? "every test example is answered as right or wrong as before"
      : comparison.reason,
    remarks: comparison.remarks,
  };
}

/** Whether nothing varies because nothing changed: all paired differences are 0. */
function isUnchanged(reason: string, estimate: ScopeEstimate | null): boolean {
  return reason === NO_VARIATION && estimate?.mean === 0;
}

/** Values of one metric by seed; `null` where a run has none, as the loss of a diverged one. */
export interface NightlyValues {
  readonly tonight: ReadonlyMap<number, number | null>;
  readonly baseline: ReadonlyMap<number, number | null>;
  readonly better: NightlyMetric["better"];
}

/** More pairs without a value than this part of the seeds leave the judgement inconclusive. */
const MOST_DROPPED = 0.1;

/**
 * Tonight's values of a metric against the baseline's, paired by seed, for these very test examples.
 *
 * Source: statistical protocol, 3.10 (level 2), 3.2 (benchmark scope) and 3.3.
 */
export function judgeValues(
  { tonight, baseline, better }: NightlyValues,
  criteria: NightlyCriteria,
): NightlyJudgement {
  const margin = criteria.margin / 2;
  const seeds = [...new Set([...tonight.keys(), ...baseline.keys()])].sort((a, b) => a - b);
  const pairs = seeds.flatMap((seed) => {
    const [one, other] = [tonight.get(seed) ?? null, baseline.get(seed) ?? null];
    return one === null || other === null ? [] : [{ seed, tonight: one, baseline: other }];
  });
  const kept = new Set(pairs.map((pair) => pair.seed));
  const remarks = seeds.filter((seed) => !kept.has(seed))
    .map((seed) => `seed ${seed} left out: no value on both sides`);
  const differences = pairs.map((pair) => pair.tonight - pair.baseline);
  const estimate = pairs.length < 2
    ? null
    : scopeEstimate("benchmark", pairedT(differences), { ...criteria, margin });
  const dropped = remarks.length > MOST_DROPPED * seeds.length;
  const decision = decideVerdict({
    estimate,
    seeds: pairs.length,
    margin,
    obstacle: dropped
      ? `${remarks.length} of ${seeds.length} seeds have no value, more than 10 %`
      : null,
  });
  const unchanged = isUnchanged(decision.reason, estimate);
  return {
    verdict: unchanged ? "same" : inWords(decision.verdict, better),
    tonight: pairs.length === 0 ? null : meanOf(pairs.map((pair) => pair.tonight)),
    baseline: pairs.length === 0 ? null : meanOf(pairs.map((pair) => pair.baseline)),
    difference: differences.length === 0 ? null : meanOf(differences),
    interval: estimate?.difference ?? null,
    equivalence: estimate?.equivalence ?? null,
    margin,
    seeds: pairs.length,
    scope: estimate?.scope ?? null,
    reason: unchanged ? "every value is as before" : decision.reason,
    remarks,
  };
}

/** The judgement of a trial whose runs are equal bit by bit: nothing to estimate. */
export function identicalJudgement(
  values: readonly number[],
  criteria: NightlyCriteria,
): NightlyJudgement {
  const mean = values.length === 0 ? null : meanOf(values);
  return {
    verdict: "identical",
    tonight: mean,
    baseline: mean,
    difference: mean === null ? null : 0,
    interval: null,
    equivalence: null,
    margin: criteria.margin / 2,
    seeds: values.length,
    scope: null,
    reason: "all runs are equal bit by bit",
    remarks: [],
  };
}

/** A verdict of tonight against the baseline, where `better` says which sign is good news. */
function inWords(verdict: Verdict, better: NightlyMetric["better"]): NightlyVerdict {
  switch (verdict) {
    case "leads":
      return better === "higher" ? "improved" : "regressed";
    case "trails":
      return better === "higher" ? "regressed" : "improved";
    case "matches":
      return "same";
    case "inconclusive":
      return "inconclusive";
    default:
      return verdict satisfies never;
  }
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
