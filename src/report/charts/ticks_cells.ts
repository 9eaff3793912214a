import type { Description } from "../../analysis/describe.ts";
import { allSeries, type Series } from "../series.ts";
import { referenceTrial, type ReportInput, trialAt } from "../study.ts";
import { summarise } from "../summaries.ts";
import { cellText, sweptAxes } from "../sweep_axes.ts";

/** A trial of the sweep as a point of the chart. */
export interface TicksCell {
  readonly trial: number;
  readonly series: Series;
  readonly ticks: number;
  readonly accuracy: Description;
  /** The options besides the ticks, the same along a line. */
  readonly line: string;
  /** Whether the options besides the ticks are those of the reference. */
  readonly isMain: boolean;
}

/** The CTM's trials that have results, by ascending ticks. */
export function ticksCells(input: ReportInput): TicksCell[] {
  const { plan } = input;
  const others = sweptAxes(plan).filter((axis) => axis !== "ticks");
  const reference = referenceTrial(plan);
  const lineOf = (trial: number) => cellText(trialAt(plan, trial).cell, others);
  return allSeries(input).filter((series) => series.role !== "baseline").flatMap((series) => {
    const accuracy = summarise(input, series.trial, (run) => run.outcome.test.accuracy);
    const line = lineOf(series.trial);
    return accuracy === null ? [] : [{
      trial: series.trial,
      series,
      ticks: trialAt(plan, series.trial).cell.ticks,
      accuracy,
      line,
      isMain: reference === null || line === lineOf(reference),
    }];
  }).sort((a, b) => a.ticks - b.ticks);
}
