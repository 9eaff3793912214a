import type { Activity } from "../spec/mod.ts";
import { seriesName } from "./series.ts";
import { referenceTrial, type ReportInput, type RunRecord, runsOfTrial } from "./study.ts";

/** What one example does inside one trained network. */
export interface RecordedExample {
  readonly run: RunRecord;
  readonly activity: Activity;
  /** The model's name in prose. */
  readonly model: string;
}

/** The recorded example of the reference, of its lowest seed; else of any run; else `null`. */
export function recordedExample(input: ReportInput): RecordedExample | null {
  const reference = referenceTrial(input.plan);
  const runs = [...(reference === null ? [] : runsOfTrial(input, reference)), ...input.runs];
  for (const run of runs) {
    if (run.activity !== null && run.activity.neurons.length > 0) {
      return { run, activity: run.activity, model: seriesName(input, run.trial) };
    }
  }
  return null;
}

/** The name of class `index`, or its number where the data set has no name for it. */
export function className(activity: Activity, index: number): string {
  return activity.classNames[index] ?? `class ${index}`;
}

/** At most `count` of the indices below `length`, evenly spaced, first and last included. */
export function evenlySpaced(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, index) => index);
  return Array.from(
    { length: count },
    (_, index) => Math.round(index * (length - 1) / (count - 1)),
  );
}
