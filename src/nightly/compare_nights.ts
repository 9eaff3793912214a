import {
  type ComparedSide,
  equivalenceMargin,
  identicalJudgement,
  judgeAccuracy,
  judgeValues,
  meanOf,
  NIGHTLY_METRICS,
  type NightlyCriteria,
  type NightlyJudgement,
  type NightlyMetric,
} from "../analysis/mod.ts";
import { incomparable } from "./alarms.ts";
import type { Judgement, NightRecord, NightRun, NightTrial } from "../spec/night_record.ts";
import type { NightStudy } from "./night_study.ts";

/** Of the baseline's loss, as much as of its error: a tenth counts as a difference of models. */
const LOSS_MARGIN = 0.1;

/** How tonight stands against the baseline. */
export type NightComparison = Pick<NightRecord, "identity" | "judgements">;

/**
 * Compares two nights: bit by bit first, and where they differ trial by trial and metric by metric,
 * paired by seed and test example.
 *
 * Trials share the level of the study in each metric, so that the rate of false alarms is one of the
 * night.
 *
 * Source: statistical protocol, 3.10 (levels 1 and 2).
 */
export function compareNights(tonight: NightStudy, baseline: NightStudy): NightComparison {
  const obstacles = incomparable(tonight.suite, baseline.suite);
  if (obstacles.length > 0) {
    return { identity: { kind: "none", reason: obstacles.join("; ") }, judgements: [] };
  }
  const pairs = tonight.trials.flatMap((trial) => {
    const earlier = baseline.trials.find(({ label }) => label === trial.label);
    const paired = earlier && trial.runs.length > 0 && earlier.runs.length > 0;
    return paired ? [{ tonight: trial, baseline: earlier }] : [];
  });
  if (pairs.length === 0) {
    return {
      identity: { kind: "none", reason: "no trial has runs in both nights" },
      judgements: [],
    };
  }
  const counts = pairs.map(({ tonight, baseline }) => countIdentical(tonight.runs, baseline.runs));
  const runs = counts.reduce((sum, count) => sum + count.runs, 0);
  const identical = counts.reduce((sum, count) => sum + count.identical, 0);
  return {
    identity: runs > 0 && identical === runs
      ? { kind: "identical", runs }
      : { kind: "changed", runs, identical },
    judgements: pairs.flatMap((pair) =>
      NIGHTLY_METRICS.map((metric) =>
        judge(metric, pair, { studies: { tonight, baseline }, comparisons: pairs.length })
      )
    ),
  };
}

/** Runs of the same seed, and how many of them are equal bit by bit. */
function countIdentical(
  tonight: readonly NightRun[],
  baseline: readonly NightRun[],
): { readonly runs: number; readonly identical: number } {
  const pairs = tonight.flatMap((run) => {
    const earlier = baseline.find(({ seed }) => seed === run.seed);
    return earlier === undefined ? [] : [isSameRun(run, earlier)];
  });
  return { runs: pairs.length, identical: pairs.filter((same) => same).length };
}

/**
 * Whether two runs came to the same result by the same way: equal weights, equal answers with equal
 * confidence, and, where both have one, an equal trail of steps.
 */
export function isSameRun(one: NightRun, other: NightRun): boolean {
  return one.status === other.status &&
    one.parametersSha256 === other.parametersSha256 &&
    one.predictionsSha256 === other.predictionsSha256 &&
    (one.trailSha256 === null || other.trailSha256 === null ||
      one.trailSha256 === other.trailSha256);
}

interface TrialPair {
  readonly tonight: NightTrial;
  readonly baseline: NightTrial;
}

interface JudgeContext {
  readonly studies: { readonly tonight: NightStudy; readonly baseline: NightStudy };
  /** m, the number of trials. */
  readonly comparisons: number;
}

function judge(metric: NightlyMetric, pair: TrialPair, context: JudgeContext): Judgement {
  const { name, better, role } = metric;
  const judged = judgementOf(metric, pair, context);
  return {
    trial: pair.tonight.label,
    metric: name,
    better,
    role,
    verdict: role === "inform" ? null : judged.verdict,
    tonight: judged.tonight,
    baseline: judged.baseline,
    difference: judged.difference,
    interval: role === "inform" ? null : judged.interval,
    margin: role === "inform" ? null : judged.margin,
    seeds: judged.seeds,
    reason: role === "inform" ? "shown, never judged: other nights, other load" : judged.reason,
    remarks: [...judged.remarks],
  };
}

function judgementOf(
  { name, better }: NightlyMetric,
  { tonight, baseline }: TrialPair,
  { studies, comparisons }: JudgeContext,
): NightlyJudgement {
  const { sweep } = studies.baseline.study.plan;
  const count = countIdentical(tonight.runs, baseline.runs);
  const unchanged = count.identical === count.runs &&
    count.runs === tonight.runs.length && count.runs === baseline.runs.length;
  const valuesOf = (trial: NightTrial) =>
    new Map(trial.runs.map((run) => [run.seed, run[name]] as const));
  const criteria = (margin: number): NightlyCriteria => ({
    alpha: sweep.alpha,
    comparisons,
    margin,
  });
  switch (name) {
    case "accuracy": {
      const sides = {
        tonight: sideOf(studies.tonight, tonight.label, "tonight"),
        baseline: sideOf(studies.baseline, baseline.label, "the baseline"),
      };
      const margin = sweep.margin === "auto"
        ? equivalenceMargin(sides.baseline.validationError).margin
        : sweep.margin;
      if (unchanged) {
        return identicalJudgement(tonight.runs.map(({ accuracy }) => accuracy), criteria(margin));
      }
      const plannedSeeds = baseline.runs.map(({ seed }) => seed);
      const chance = studies.baseline.study.runs[0]!.outcome.test.chance;
      return judgeAccuracy({ ...sides, chance, plannedSeeds }, criteria(margin));
    }
    case "loss":
    case "seconds": {
      const values = { tonight: valuesOf(tonight), baseline: valuesOf(baseline) };
      const known = [...values.baseline.values()].flatMap((value) => value === null ? [] : [value]);
      // Without a value no pair is left, and the margin is not looked at.
      const margin = known.length === 0 ? 1 : LOSS_MARGIN * Math.abs(meanOf(known)) || 1;
      if (unchanged && name === "loss") return identicalJudgement(known, criteria(margin));
      return judgeValues({ ...values, better }, criteria(margin));
    }
    default:
      return name satisfies never;
  }
}

function sideOf({ study, answers }: NightStudy, label: string, night: string): ComparedSide {
  const index = study.plan.trials.findIndex((trial) => trial.label === label);
  const validations = study.runs.filter(({ trial }) => trial === index)
    .map(({ outcome }) => outcome.validation.accuracy);
  return {
    label: `${label} of ${night}`,
    runs: answers.get(label) ?? [],
    validationError: 1 - meanOf(validations),
  };
}
