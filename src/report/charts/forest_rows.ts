import type { Comparison, Verdict } from "../../analysis/comparison.ts";
import { primaryEstimate } from "../../analysis/primary_estimate.ts";
import { nameOfLabel } from "../series.ts";
import type { ReportInput } from "../study.ts";

/** One comparison; differences in percentage points. */
export interface ForestRow {
  readonly comparison: string;
  readonly dataset: string;
  readonly verdict: Verdict;
  readonly difference: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly equivalence_low: number | null;
  readonly equivalence_high: number | null;
  readonly margin: number;
  readonly scope: string | null;
  readonly seeds: number;
}

/** The columns of {@link ForestRow}, in order. */
export const FOREST_COLUMNS = [
  "comparison",
  "dataset",
  "verdict",
  "difference",
  "low",
  "high",
  "equivalence_low",
  "equivalence_high",
  "margin",
  "scope",
  "seeds",
] as const satisfies readonly (keyof ForestRow)[];

/** Comparisons without a single pair have no difference to draw. */
export function forestRows(input: ReportInput): ForestRow[] {
  return rowsOf(input.comparisons, (one) => rowName(input, one));
}

/** The rows of some comparisons, called by `name`. */
export function rowsOf(
  comparisons: readonly Comparison[],
  name: (comparison: Comparison) => string,
): ForestRow[] {
  return comparisons.filter((one) => one.seeds.length > 0).map((one) => {
    const estimate = primaryEstimate(one);
    const points = (fraction: number | undefined) => fraction === undefined ? null : 100 * fraction;
    return {
      comparison: name(one),
      dataset: one.dataset,
      verdict: one.verdict,
      difference: 100 * (estimate?.mean ?? one.leftAccuracy - one.rightAccuracy),
      low: points(estimate?.difference.low),
      high: points(estimate?.difference.high),
      equivalence_low: points(estimate?.equivalence.low),
      equivalence_high: points(estimate?.equivalence.high),
      margin: 100 * one.margin,
      scope: estimate?.scope ?? null,
      seeds: one.seeds.length,
    };
  });
}

function rowName(input: ReportInput, one: Comparison): string {
  const pair = `${nameOfLabel(input, one.left)} − ${nameOfLabel(input, one.right)}`;
  const datasets = new Set(input.comparisons.map(({ dataset }) => dataset));
  return datasets.size > 1 ? `${pair}, ${one.dataset}` : pair;
}
