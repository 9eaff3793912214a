import {
  type Binning,
  BINNINGS,
  type Bins,
  sortAnswers,
  type SortedAnswers,
  topLabelBrier,
  weighAnswers,
  type WeightedAnswers,
  weightedCalibrationError,
} from "./calibration_error.ts";
import { bootstrapCalibrationErrors } from "./calibration_bootstrap.ts";
import { type CalibrationDifference, scoreDifferences } from "./calibration_differences.ts";
import type { Interval } from "./comparison.ts";
import { describe, type Description, meanOf } from "./describe.ts";
import {
  correctAt,
  type PredictedRun,
  type PredictedTrial,
  requireSameExamples,
  valuesAt,
} from "./predicted_run.ts";
import { reliabilityBins } from "./reliability_bins.ts";

/** Numbers of bins that calibration errors are given for; the last one is used by tick. */
export const BIN_COUNTS = [10, 15] as const;

/** Bars of the reliability diagram. */
export const RELIABILITY_BINS = 10;

/** How well probabilities match what happens. */
export interface CalibrationFindings {
  /** The trials with completed runs, in the order given. */
  readonly trials: readonly TrialCalibration[];
  /** The reference against each baseline, log loss and Brier score; never the calibration error. */
  readonly differences: readonly CalibrationDifference[];
}

/** Calibration of the completed runs of a trial; a diverged run has no probabilities to judge. */
export interface TrialCalibration {
  readonly label: string;
  /** Completed runs with predictions. */
  readonly runs: number;
  /** Of the tick that answers. Scores are `null` in files of earlier versions. */
  readonly readout: {
    readonly accuracy: number;
    readonly confidence: number;
    readonly logLoss: Description | null;
    readonly brier: Description | null;
    /** Of the answer given alone. */
    readonly topLabelBrier: Description;
    readonly errors: readonly CalibrationError[];
  };
  readonly perTick: readonly TickCalibration[];
  readonly reliability: readonly MeanReliabilityBin[];
}

/** A calibration error: mean over runs, and its bootstrap interval. */
export interface CalibrationError {
  readonly binning: Binning;
  readonly bins: number;
  readonly value: number;
  readonly interval: Interval;
}

/** Calibration when one tick is read. */
export interface TickCalibration {
  /** 1 to T. */
  readonly tick: number;
  readonly logLoss: Description | null;
  readonly brier: Description | null;
  /** Means over runs, with the larger number of {@link BIN_COUNTS}. */
  readonly errors: readonly { readonly binning: Binning; readonly value: number }[];
}

/** One bin of confidence, averaged over the runs that have answers in it. */
export interface MeanReliabilityBin {
  readonly low: number;
  readonly high: number;
  /** Share of all answers, mean over all runs. */
  readonly share: number;
  /** `null` in a bin without answers. */
  readonly confidence: number | null;
  /** Over runs, with the interval where several runs have answers here. */
  readonly accuracy: Description | null;
}

/**
 * Calibration of each trial and differences between the reference and each baseline.
 *
 * @param pairs Labels, the reference first.
 * @param alpha Two-sided level of the intervals, which are not adjusted: all this is secondary.
 * @returns `null` where no run has predictions.
 * @throws {BenchError} With exit code 1 if runs were tested on different examples.
 *
 * Source: statistical protocol, 3.9.
 */
export function calibrationFindings(
  trials: readonly PredictedTrial[],
  { pairs, alpha }: {
    readonly pairs: readonly { readonly left: string; readonly right: string }[];
    readonly alpha: number;
  },
): CalibrationFindings | null {
  requireSameExamples(trials);
  const judged = trials.flatMap((trial) => trialCalibration(trial, 1 - alpha) ?? []);
  if (judged.length === 0) return null;
  return { trials: judged, differences: scoreDifferences(trials, { pairs, alpha }) };
}

function trialCalibration(
  { label, runs }: PredictedTrial,
  level: number,
): TrialCalibration | null {
  const predicted = runs.flatMap(({ diverged, predictions }) =>
    diverged || predictions === null || predictions.confidence.some(Number.isNaN)
      ? []
      : [predictions]
  );
  if (predicted.length === 0) return null;
  const atReadout = predicted.map((one) => answersAt(one, (example) => one.readoutTick[example]!));
  const sorted = atReadout.map(sortAnswers);
  const bins: Bins[] = BINNINGS.flatMap((binning) =>
    BIN_COUNTS.map((count) => ({ binning, count }))
  );
  const weighted = sorted.map((one) => weighAnswers(one, null));
  const intervals = bootstrapCalibrationErrors(sorted, { bins, level });
  const score = (which: "logLoss" | "brier", tick: number | null) => {
    const means = predicted.flatMap((one) => {
      const values = one[which];
      if (values === null) return [];
      const tickOf = (example: number) => tick ?? one.readoutTick[example]!;
      return [meanOf(valuesAt(values, { ...one, tickOf }))];
    });
    return means.length < predicted.length ? null : describe(means, level);
  };
  const ticks = Math.max(...predicted.map((one) => one.ticks));
  return {
    label,
    runs: predicted.length,
    readout: {
      accuracy: meanOf(atReadout.map(({ correct }) => meanOf(correct))),
      confidence: meanOf(atReadout.map(({ confidence }) => meanOf(confidence))),
      logLoss: score("logLoss", null),
      brier: score("brier", null),
      topLabelBrier: describe(sorted.map(topLabelBrier), level),
      errors: bins.map((one, index) => ({
        binning: one.binning,
        bins: one.count,
        value: meanError(weighted, one),
        interval: intervals[index]!,
      })),
    },
    perTick: Array.from({ length: ticks }, (_, tick) => {
      const answers = predicted.map((one) =>
        weighAnswers(sortAnswers(answersAt(one, () => tick)), null)
      );
      return {
        tick: tick + 1,
        logLoss: score("logLoss", tick),
        brier: score("brier", tick),
        errors: BINNINGS.map((binning) => ({
          binning,
          value: meanError(answers, { binning, count: BIN_COUNTS.at(-1)! }),
        })),
      };
    }),
    reliability: meanReliability(sorted, level),
  };
}

function answersAt(
  predictions: NonNullable<PredictedRun["predictions"]>,
  tickOf: (example: number) => number,
) {
  return {
    confidence: valuesAt(predictions.confidence, { ...predictions, tickOf }),
    correct: correctAt(predictions, tickOf),
  };
}

function meanError(runs: readonly WeightedAnswers[], bins: Bins): number {
  return meanOf(runs.map((run) => weightedCalibrationError(run, bins)));
}

function meanReliability(
  runs: readonly SortedAnswers[],
  level: number,
): MeanReliabilityBin[] {
  const perRun = runs.map((answers) => reliabilityBins(answers, RELIABILITY_BINS));
  return Array.from({ length: RELIABILITY_BINS }, (_, index) => {
    const bins = perRun.map((bins) => bins[index]!);
    const accuracies = bins.map((bin) => bin.accuracy).filter((value) => value !== null);
    const confidences = bins.map((bin) => bin.confidence).filter((value) => value !== null);
    return {
      low: bins[0]!.low,
      high: bins[0]!.high,
      share: meanOf(bins.map((bin, run) => bin.answers / runs[run]!.order.length)),
      confidence: confidences.length === 0 ? null : meanOf(confidences),
      accuracy: accuracies.length === 0 ? null : describe(accuracies, level),
    };
  });
}
