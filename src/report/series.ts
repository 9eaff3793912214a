import type { Trial } from "../spec/mod.ts";
import { type ReportInput, trialAt } from "./study.ts";
import { modelColour } from "./theme.ts";

/** A trial as it is named and coloured in charts and tables. */
export interface Series {
  /** Index into `plan.trials`. */
  readonly trial: number;
  /** `CTM` where the model has one trial outside the sweep, else the trial's label. */
  readonly name: string;
  readonly model: string;
  readonly colour: string;
  readonly role: Trial["role"];
}

/** The reference and the baselines that have results, in the order of the plan. */
export function mainSeries(input: ReportInput): Series[] {
  return allSeries(input).filter((series) => series.role !== "sweep");
}

/** Every trial that has results, in the order of the plan. */
export function allSeries(input: ReportInput): Series[] {
  return input.plan.trials.flatMap((trial, index) =>
    input.runs.some((run) => run.trial === index)
      ? [{
        trial: index,
        name: seriesName(input, index),
        model: trial.model,
        colour: modelColour(input.plan, trial.model),
        role: trial.role,
      }]
      : []
  );
}

/** The name of one trial; see {@link Series.name}. */
export function seriesName(input: ReportInput, trial: number): string {
  const { model, label, role } = trialAt(input.plan, trial);
  const alone =
    input.plan.trials.filter((other) => other.model === model && other.role !== "sweep").length ===
      1;
  return role !== "sweep" && alone ? modelName(model) : label;
}

/** The name of the trial with `label`, or the label itself where the plan has no such trial. */
export function nameOfLabel(input: ReportInput, label: string): string {
  const index = input.plan.trials.findIndex((trial) => trial.label === label);
  return index < 0 ? label : seriesName(input, index);
}

/** A model's name in prose: short names are acronyms (`CTM`), others get a capital. */
export function modelName(model: string): string {
  return model.length <= 4 ? model.toUpperCase() : model.charAt(0).toUpperCase() + model.slice(1);
}
