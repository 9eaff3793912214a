import { reportMarkdownTable } from "./report_markdown.ts";
import {
  amountText,
  fixedText,
  levelText,
  percentIntervalText,
  percentText,
  pointsText,
} from "./number_text.ts";
import { seriesName } from "./series.ts";
import type { ReportInput, RunRecord } from "./study.ts";
import { summarise } from "./summaries.ts";
import { type Cell, estimateCell, numberCell, tableBlock, wordCell } from "./content/blocks.ts";

/** The runs grouped by everything but the seed: one row a trial, for reading. */
export function runsMarkdown(input: ReportInput): string {
  const level = levelText(1 - input.plan.sweep.alpha);
  return reportMarkdownTable(tableBlock(
    `Runs grouped by everything but the seed: mean and standard deviation over seeds, ${level} t-interval of the mean. One row a run: runs.csv, runs.arrow.`,
    [
      "trial",
      "role",
      ">runs",
      ">missing",
      ">diverged",
      ">test accuracy",
      ">SD (pp)",
      `>${level} interval (%)`,
      ">mean tick",
      ">parameters",
      ">FLOPs/example",
      ">training FLOPs",
      ">training seconds",
    ],
    { rows: input.plan.trials.map((_, trial) => trialRow(input, trial)) },
  )) + "\n";
}

function trialRow(input: ReportInput, trial: number): Cell[] {
  const { role, parameters, flopsPerExample } = input.plan.trials[trial]!;
  const mean = (value: (run: RunRecord) => number | null) => summarise(input, trial, value);
  const accuracy = summarise(input, trial, (run) => run.outcome.test.accuracy);
  const own = input.runs.filter((run) => run.trial === trial);
  return [
    wordCell(seriesName(input, trial)),
    wordCell(role),
    numberCell(own.length, amountText),
    numberCell(input.missing.filter((run) => run.trial === trial).length, amountText),
    numberCell(own.filter((run) => run.outcome.status === "diverged").length, amountText),
    { ...estimateCell(accuracy, percentText), text: percentText(accuracy?.mean ?? null) },
    numberCell(accuracy?.deviation, pointsText),
    wordCell(percentIntervalText(accuracy?.interval ?? null)),
    estimateCell(mean((run) => run.outcome.test.meanTick), (value) => fixedText(value, 2)),
    numberCell(parameters, amountText),
    numberCell(flopsPerExample, amountText),
    estimateCell(mean((run) => run.outcome.spend.flops), amountText),
    estimateCell(mean((run) => run.outcome.spend.seconds), (value) => fixedText(value, 1)),
  ];
}
