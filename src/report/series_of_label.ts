import { allSeries, type Series } from "./series.ts";
import { type ReportInput, trialAt } from "./study.ts";

/**
 * The series of a trial that findings name by its label.
 *
 * @throws {RangeError} If no trial with results has that label.
 */
export function seriesOfLabel(input: ReportInput, label: string): Series {
  const found = allSeries(input).find(({ trial }) => trialAt(input.plan, trial).label === label);
  if (found === undefined) throw new RangeError(`Cannot find a trial with results named ${label}`);
  return found;
}
