import type { Description } from "../../analysis/describe.ts";
import { paretoFront } from "../../analysis/pareto.ts";
import { allSeries, type Series } from "../series.ts";
import type { ReportInput } from "../study.ts";
import { summarise } from "../summaries.ts";

/** A trial in the plane of training FLOPs and test accuracy. */
export interface FlopsPoint {
  readonly series: Series;
  readonly flops: number;
  readonly accuracy: Description;
  /** Not beaten in mean accuracy by a trial with no more training FLOPs. */
  readonly onFront: boolean;
}

/** The trials that have results, in the order of the plan. */
export function flopsPoints(input: ReportInput): FlopsPoint[] {
  const measured = allSeries(input).flatMap((series) => {
    const accuracy = summarise(input, series.trial, (run) => run.outcome.test.accuracy);
    const flops = summarise(input, series.trial, (run) => run.outcome.spend.flops);
    return accuracy === null || flops === null || flops.mean <= 0
      ? []
      : [{ series, accuracy, flops: flops.mean }];
  });
  const front = paretoFront(
    measured.map(({ flops, accuracy }) => ({ cost: flops, value: accuracy.mean })),
  );
  return measured.map((point, index) => ({ ...point, onFront: front[index]! }));
}
