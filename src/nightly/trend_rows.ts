import { differencesText, differenceText, valueText } from "../report/night_text.ts";
import type { NightRecord } from "../spec/night_record.ts";
import { levelsOf } from "./drift.ts";
import type { HistoryPage } from "./history_page.ts";
import type { PointKind } from "./night_looks.ts";

/** The metrics that have a trend. */
export type TrendMetric = "accuracy" | "loss";

/** A night of one trial in a trend. */
export interface TrendRow {
  readonly trial: string;
  readonly night: string;
  /** ISO 8601. */
  readonly started: string;
  /** A fraction in per cent, or a loss. */
  readonly value: number;
  /** The interval over seeds; `null` for a loss and for one seed. */
  readonly low: number | null;
  readonly high: number | null;
  readonly verdict: PointKind;
  /** For the tooltip. */
  readonly words: string;
}

/** The baseline of a trial, and what counts as the same. */
export interface TrendBand {
  readonly trial: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The points of the nights of a metric, oldest first. */
export function trendRows({ history, pinned }: HistoryPage, metric: TrendMetric): TrendRow[] {
  return history.flatMap((record) =>
    record.trials.flatMap((trial): TrendRow[] => {
      const value = metric === "accuracy" ? trial.accuracy?.mean ?? null : trial.loss;
      if (value === null) return [];
      const interval = metric === "accuracy" ? trial.accuracy?.interval ?? null : null;
      const judged = judgementOf(record, trial.label, metric);
      const verdict = record.night === pinned ? "baseline" : judged?.verdict ?? "not compared";
      const difference = judged?.difference === undefined || verdict === "baseline"
        ? ""
        : `; difference ${differenceText(metric, judged.difference)} ${
          differencesText(metric, judged.interval)
        }`;
      return [{
        trial: trial.label,
        night: record.night,
        started: record.started,
        value: scaled(metric, value),
        low: interval && scaled(metric, interval.low),
        high: interval && scaled(metric, interval.high),
        verdict,
        words: `${trial.label} ${record.night}: ${
          valueText(metric, value)
        }; ${verdict}${difference}`,
      }];
    })
  );
}

/** The pinned night's value of each trial, with the margin that the latest night was judged by. */
export function trendBands({ history, pinned }: HistoryPage, metric: TrendMetric): TrendBand[] {
  const baseline = history.find(({ night }) => night === pinned);
  if (baseline === undefined) return [];
  return baseline.trials.flatMap((trial): TrendBand[] => {
    const value = metric === "accuracy" ? trial.accuracy?.mean ?? null : trial.loss;
    if (value === null) return [];
    const margin = history.filter((record) => record.baseline === pinned)
      .flatMap((record) => judgementOf(record, trial.label, metric)?.margin ?? []).at(-1);
    return [{
      trial: trial.label,
      value: scaled(metric, value),
      low: margin === undefined ? null : scaled(metric, value - margin),
      high: margin === undefined ? null : scaled(metric, value + margin),
    }];
  });
}

/** The levels of a trial that changed its level, with the times of their first and last night. */
export function trendLevels({ history }: HistoryPage, metric: TrendMetric, trial: string) {
  const levels = levelsOf(history, { label: trial, metric });
  const startOf = (night: string) => history.find((record) => record.night === night)!.started;
  return levels.length < 2 ? [] : levels.map(({ first, last, level }) => ({
    from: startOf(first),
    to: startOf(last),
    level: scaled(metric, level),
  }));
}

function judgementOf({ judgements }: NightRecord, trial: string, metric: TrendMetric) {
  return judgements.find((one) => one.trial === trial && one.metric === metric);
}

function scaled(metric: TrendMetric, value: number): number {
  return metric === "accuracy" ? 100 * value : value;
}
