import { CHARTS } from "../charts/mod.ts";
import type { ReportInput } from "../study.ts";
import type { ChartBlock } from "./blocks.ts";

/** The chart with `name` as a block, or nothing where it does not apply to the study. */
export function chartBlock(input: ReportInput, name: string): ChartBlock[] {
  const chart = CHARTS.find((one) => one.name === name);
  if (chart === undefined) throw new RangeError(`Cannot find a chart named ${name}`);
  return chart.applies(input)
    ? [{
      kind: "chart",
      name: chart.name,
      title: chart.title(input),
      description: chart.description(input),
      columns: chart.columns,
      rows: chart.rows(input),
      zoom: chart.zoom?.(input) ?? null,
    }]
    : [];
}
