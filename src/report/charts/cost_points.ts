import type { Description } from "../../analysis/describe.ts";
import { paretoFront } from "../../analysis/pareto.ts";
import { allSeries, type Series } from "../series.ts";
import type { ReportInput } from "../study.ts";
import { summarise } from "../summaries.ts";

/** What training costs: FLOPs are counted, seconds measured. */
export type CostKind = "flops" | "seconds";

/** A trial in the plane of a cost of training and test accuracy. */
export interface CostPoint {
  readonly series: Series;
  readonly cost: Description;
  readonly accuracy: Description;
  /** Not beaten in mean accuracy by a trial of no higher mean cost. */
  readonly onFront: boolean;
}

/** The trials that have results, in the order of the plan. */
export function costPoints(input: ReportInput, kind: CostKind): CostPoint[] {
  const measured = allSeries(input).flatMap((series) => {
    const accuracy = summarise(input, series.trial, (run) => run.outcome.test.accuracy);
    const cost = summarise(input, series.trial, (run) => run.outcome.spend[kind]);
    return accuracy === null || cost === null || cost.mean <= 0 ? [] : [{ series, accuracy, cost }];
  });
  const front = paretoFront(
    measured.map(({ cost, accuracy }) => ({ cost: cost.mean, value: accuracy.mean })),
  );
  return measured.map((point, index) => ({ ...point, onFront: front[index]! }));
}
