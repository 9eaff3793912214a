import type { Predictions } from "../spec/mod.ts";
import { certaintyThresholds, stoppingTicks } from "./certainty_threshold.ts";
import { describe, type Description, meanOf } from "./describe.ts";
import { correctAt } from "./predicted_run.ts";

/** A trial with what its completed runs answer on both splits. */
export interface AdaptiveTrial {
  readonly label: string;
  readonly runs: readonly {
    readonly seed: number;
    readonly test: Predictions;
    /** `null` in files of earlier versions. */
    readonly validation: Predictions | null;
  }[];
}

/** What models answer if they stop thinking when they are certain enough. */
export interface AdaptiveFindings {
  /** The trials with several ticks and validation predictions. */
  readonly trials: readonly TrialAdaptive[];
  /** The trials with one tick: accuracy over runs. */
  readonly single: readonly { readonly label: string; readonly accuracy: Description }[];
}

/** Stopping early in one trial. */
export interface TrialAdaptive {
  readonly label: string;
  /** T. */
  readonly ticks: number;
  readonly runs: number;
  /** One for each budget from 1 to T mean ticks. */
  readonly points: readonly AdaptivePoint[];
  readonly histogram: TicksHistogram;
}

/** The rule for one budget; each run has its own threshold. Intervals are over runs. */
export interface AdaptivePoint {
  /** Mean ticks allowed on validation. */
  readonly budget: number;
  /** Of certainty; `null` at the last budget, where every example uses all ticks. */
  readonly threshold: Description | null;
  /** Mean ticks used on validation, at most `budget` in every run. */
  readonly validationTicks: Description;
  /** Mean ticks used on the test split. */
  readonly ticks: Description;
  /** On the test split. */
  readonly accuracy: Description;
  /** Test accuracy when every example is read at tick `budget`. */
  readonly fixedAccuracy: Description;
  /** `accuracy - fixedAccuracy`, paired by run. */
  readonly gain: Description;
}

/** How many ticks test examples use under one rule, apart for right and wrong answers. */
export interface TicksHistogram {
  readonly budget: number;
  /** Shares of all examples, means over runs; one entry for each tick from 1. */
  readonly bars: readonly {
    readonly tick: number;
    readonly right: number;
    readonly wrong: number;
  }[];
  /** Mean ticks of right and of wrong answers; `null` where no run has any. */
  readonly rightTicks: Description | null;
  readonly wrongTicks: Description | null;
}

/**
 * Test accuracy against mean ticks used, for each trial that has ticks: a threshold of certainty is
 * chosen on validation for each budget, run by run, and applied to the test split.
 *
 * An example with several positions counts as right with the fraction that is right; in the
 * histogram it counts by that fraction on both sides.
 *
 * @param alpha Two-sided level of the intervals over runs.
 * @returns `null` where no trial has what is needed.
 */
export function adaptiveFindings(
  trials: readonly AdaptiveTrial[],
  { alpha }: { readonly alpha: number },
): AdaptiveFindings | null {
  const level = 1 - alpha;
  const adaptive = trials.flatMap((trial) => trialAdaptive(trial, level) ?? []);
  if (adaptive.length === 0) return null;
  const single = trials.flatMap(({ label, runs }) =>
    runs.length > 0 && runs.every(({ test }) => test.ticks === 1)
      ? [{ label, accuracy: describe(runs.map(({ test }) => accuracyAt(test, () => 0)), level) }]
      : []
  );
  return { trials: adaptive, single };
}

/** The budget of the histogram, fixed in advance: half of the ticks, rounded up. */
export function histogramBudget(ticks: number): number {
  return Math.ceil(ticks / 2);
}

/** A run with its thresholds and where its test examples stop, by budget. */
interface RuledRun {
  readonly test: Predictions;
  readonly thresholds: readonly number[];
  /** `[T][n]`, 0-based. */
  readonly stops: readonly Uint16Array[];
  /** Mean ticks used on validation, `[T]`. */
  readonly validationTicks: readonly number[];
}

function trialAdaptive({ label, runs }: AdaptiveTrial, level: number): TrialAdaptive | null {
  const ruled = runs.flatMap(({ test, validation }) =>
    validation !== null && test.ticks > 1 ? [ruleRun(test, validation)] : []
  );
  if (ruled.length === 0) return null;
  const { ticks } = ruled[0]!.test;
  return {
    label,
    ticks,
    runs: ruled.length,
    points: Array.from({ length: ticks }, (_, index) => adaptivePoint(ruled, index, level)),
    histogram: ticksHistogram(ruled, { budget: histogramBudget(ticks), level }),
  };
}

function ruleRun(test: Predictions, validation: Predictions): RuledRun {
  const thresholds = certaintyThresholds(validation);
  return {
    test,
    thresholds,
    stops: thresholds.map((threshold) => stoppingTicks(test, threshold)),
    validationTicks: thresholds.map((threshold) => meanTicks(stoppingTicks(validation, threshold))),
  };
}

function adaptivePoint(runs: readonly RuledRun[], index: number, level: number): AdaptivePoint {
  const accuracies = runs.map(({ test, stops }) => accuracyAt(test, (n) => stops[index]![n]!));
  const fixed = runs.map(({ test }) => accuracyAt(test, () => index));
  const thresholds = runs.map((run) => run.thresholds[index]!);
  return {
    budget: index + 1,
    threshold: thresholds.every(Number.isFinite) ? describe(thresholds, level) : null,
    validationTicks: describe(runs.map((run) => run.validationTicks[index]!), level),
    ticks: describe(runs.map(({ stops }) => meanTicks(stops[index]!)), level),
    accuracy: describe(accuracies, level),
    fixedAccuracy: describe(fixed, level),
    gain: describe(accuracies.map((accuracy, run) => accuracy - fixed[run]!), level),
  };
}

function ticksHistogram(
  runs: readonly RuledRun[],
  { budget, level }: { readonly budget: number; readonly level: number },
): TicksHistogram {
  const { ticks } = runs[0]!.test;
  const counted = runs.map(({ test, stops }) => {
    const stop = stops[budget - 1]!;
    const correct = correctAt(test, (example) => stop[example]!);
    const right = new Float64Array(ticks);
    const wrong = new Float64Array(ticks);
    stop.forEach((tick, example) => {
      right[tick]! += correct[example]!;
      wrong[tick]! += 1 - correct[example]!;
    });
    return { right, wrong, examples: test.examples };
  });
  const share = (which: "right" | "wrong", tick: number) =>
    meanOf(counted.map((run) => run[which][tick]! / run.examples));
  const usedBy = (which: "right" | "wrong") => {
    const means = counted.flatMap((run) => {
      const total = run[which].reduce((sum, one) => sum + one, 0);
      const used = run[which].reduce((sum, one, tick) => sum + one * (tick + 1), 0);
      return total > 0 ? [used / total] : [];
    });
    return means.length === 0 ? null : describe(means, level);
  };
  return {
    budget,
    bars: Array.from({ length: ticks }, (_, tick) => ({
      tick: tick + 1,
      right: share("right", tick),
      wrong: share("wrong", tick),
    })),
    rightTicks: usedBy("right"),
    wrongTicks: usedBy("wrong"),
  };
}

function accuracyAt(predictions: Predictions, tickOf: (example: number) => number): number {
  return meanOf(correctAt(predictions, tickOf));
}

/** Of stops counted from 0. */
function meanTicks(stops: Uint16Array): number {
  return 1 + stops.reduce((sum, tick) => sum + tick, 0) / stops.length;
}
