import { fixedText, percentText, pointsText } from "../number_text.ts";
import { mainSeries } from "../series.ts";
import type { ReportInput } from "../study.ts";
import { summarise, summariseTicks } from "../summaries.ts";
import { estimateCell, numberCell, type Section, tableBlock, wordCell } from "./blocks.ts";
import { chartBlock } from "./chart_block.ts";

/** The accuracy by tick and, in numbers, what the readout rule makes of the ticks. */
export function tickSection(input: ReportInput): Section[] {
  const chart = chartBlock(input, "accuracy_by_tick");
  if (chart.length === 0) return [];
  const rows = mainSeries(input).flatMap((series) => {
    const ticks = summariseTicks(input, series.trial);
    const last = ticks.at(-1);
    if (ticks.length < 2 || last === undefined) return [];
    return [[
      wordCell(series.name),
      numberCell(last.tick, (value) => fixedText(value, 0)),
      estimateCell(
        summarise(
          input,
          series.trial,
          (run) => run.outcome.status === "completed" ? run.outcome.test.meanTick : null,
        ),
        (value) => fixedText(value, 2),
      ),
      estimateCell(ticks[0]!.accuracy, percentText, pointsText),
      estimateCell(last.accuracy, percentText, pointsText),
      estimateCell(last.certainty, (value) => fixedText(value, 3)),
    ]];
  });
  const table = tableBlock(
    "Ticks and the readout, means over completed runs with their intervals. Certainty is 1 minus the normalised entropy.",
    [
      "model",
      ">trained ticks",
      ">mean readout tick",
      ">accuracy at tick 1",
      ">accuracy at the last tick",
      ">certainty at the last tick",
    ],
    { rows },
  );
  return [{
    id: "ticks",
    heading: "Accuracy by tick",
    exploratory: false,
    blocks: [...chart, table],
  }];
}
