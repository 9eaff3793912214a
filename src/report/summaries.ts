import { describe, type Description, meanOf } from "../analysis/describe.ts";
import { type ReportInput, type RunRecord, runsOfTrial } from "./study.ts";

/** A summary of validations made at the same point of the budget. */
export interface CurveSummary {
  /** Number of the validation, 1 for the first. */
  readonly point: number;
  /** Mean part of the budget used, 0 to 1. */
  readonly progress: number;
  /** Mean amount spent, in the unit of the study's budget. */
  readonly amount: number;
  /** Mean training loss since the previous point. */
  readonly trainLoss: number;
  readonly accuracy: Description;
}

/** A summary of the test accuracy when one tick is read. */
export interface TickSummary {
  /** 1 to T. */
  readonly tick: number;
  readonly accuracy: Description;
  readonly certainty: Description;
}

/**
 * Summarises one number of each finished run of a trial. Diverged runs are included with what their
 * outcome states; runs for which `value` is `null` are left out, and the count shows it.
 *
 * @returns `null` where no run has the number.
 */
export function summarise(
  input: ReportInput,
  trial: number,
  value: (run: RunRecord) => number | null,
): Description | null {
  const values = runsOfTrial(input, trial).map(value).filter((number) => number !== null);
  return values.length === 0 ? null : describeSeeds(input, values);
}

/** Whether a run of the trial diverged; its accuracy at chance level then widens every interval. */
export function hasDiverged(input: ReportInput, trial: number): boolean {
  return runsOfTrial(input, trial).some((run) => run.outcome.status === "diverged");
}

/**
 * The accuracies that a chart should hold: the means, and the ends of the intervals except where a
 * diverged run makes them so wide that nothing else could be read.
 */
export function accuraciesToHold(
  input: ReportInput,
  measured: readonly { readonly trial: number; readonly accuracy: Description }[],
): number[] {
  return measured.flatMap(({ trial, accuracy: { mean, interval } }) =>
    interval === null || hasDiverged(input, trial) ? [mean] : [mean, interval.low, interval.high]
  );
}

/** Summarises one value per seed, with the interval at the study's level. */
export function describeSeeds(input: ReportInput, values: readonly number[]): Description {
  return describe(values, 1 - input.plan.sweep.alpha);
}

/** The learning curve of a trial over its seeds; a run that ended early counts while it lasts. */
export function summariseCurve(input: ReportInput, trial: number): CurveSummary[] {
  const curves = runsOfTrial(input, trial).map((run) => run.curve);
  const points = Math.max(0, ...curves.map((curve) => curve.length));
  return Array.from({ length: points }, (_, index) => {
    const reached = curves.flatMap((curve) => curve[index] ?? []);
    return {
      point: index + 1,
      progress: meanOf(reached.map((point) => point.progress)),
      amount: meanOf(reached.map((point) => point.spend[input.plan.sweep.budget.kind])),
      trainLoss: meanOf(reached.map((point) => point.trainLoss)),
      accuracy: describeSeeds(input, reached.map((point) => point.validationAccuracy)),
    };
  });
}

/** Test accuracy by the tick that is read, over the completed runs: a diverged run has no ticks. */
export function summariseTicks(input: ReportInput, trial: number): TickSummary[] {
  const metrics = runsOfTrial(input, trial)
    .filter((run) => run.outcome.status === "completed")
    .flatMap((run) => run.outcome.test.perTick);
  const ticks = [...new Set(metrics.map((metric) => metric.tick))].sort((a, b) => a - b);
  return ticks.map((tick) => {
    const atTick = metrics.filter((metric) => metric.tick === tick);
    return {
      tick,
      accuracy: describeSeeds(input, atTick.map((metric) => metric.accuracy)),
      certainty: describeSeeds(input, atTick.map((metric) => metric.certainty)),
    };
  });
}

/** Differences `later - earlier` of the same seed, for seeds that have both. */
export function pairedDifferences(
  earlier: ReadonlyMap<number, number>,
  later: ReadonlyMap<number, number>,
): number[] {
  return [...later].flatMap(([seed, value]) => {
    const before = earlier.get(seed);
    return before === undefined ? [] : [value - before];
  });
}
