import { type AdaptiveFindings, histogramBudget } from "../../analysis/adaptive.ts";
import { fixedText, levelText, percentText, pointsText, signedPointsText } from "../number_text.ts";
import { nameOfLabel } from "../series.ts";
import type { ReportInput } from "../study.ts";
import {
  type Block,
  estimateCell,
  numberCell,
  type Section,
  tableBlock,
  wordCell,
} from "./blocks.ts";
import { chartBlock } from "./chart_block.ts";

/** What models answer if they think no longer than they need to be certain. */
export function adaptiveSection(input: ReportInput): Section[] {
  const { adaptive } = input;
  if (adaptive === null) return [];
  return [{
    id: "adaptive",
    heading: "Adaptive compute",
    exploratory: true,
    blocks: [
      {
        kind: "paragraph",
        text:
          `Each example stops at the first tick whose certainty reaches a threshold, at the latest at the last tick, and is answered there. For each budget of mean ticks the strictest threshold that keeps it on validation examples was chosen, run by run; the test split was not looked at. The same rule is offered to every model with ticks.${
            singleNote(input, adaptive)
          } With the whole budget every example uses all ticks, so that the last point is the accuracy when the last tick is read. ${
            readoutNote(input)
          } A tick costs each model its own FLOPs.`,
      },
      ...chartBlock(input, "adaptive_compute"),
      budgetTable(input, adaptive),
      ...chartBlock(input, "ticks_used"),
      usedTable(input, adaptive),
    ],
  }];
}

function singleNote(input: ReportInput, { single }: AdaptiveFindings): string {
  const names = single.map(({ label }) => nameOfLabel(input, label));
  if (names.length === 0) return "";
  return ` ${names.join(" and ")} ${
    names.length === 1 ? "has" : "have"
  } one pass and nothing to stop.`;
}

/** What the reported accuracy reads instead, which the last point need not equal. */
function readoutNote(input: ReportInput): string {
  return input.plan.sweep.problem.options["readout"] === "last"
    ? "That is the reported test accuracy."
    : "The reported test accuracy may read another: by default the most certain of all ticks, which are all computed.";
}

/** Budgets that the table shows: the first tick, a quarter, half and all of them. */
function shownBudgets(ticks: number): number[] {
  return [...new Set([1, Math.ceil(ticks / 4), histogramBudget(ticks), ticks])];
}

function budgetTable(input: ReportInput, { trials }: AdaptiveFindings): Block {
  const level = levelText(1 - input.plan.sweep.alpha);
  return tableBlock(
    `Stopping when certain, for some budgets of mean ticks; means over completed runs with ${level} t-intervals over runs. Gain: over reading the tick of that number for every example, paired by run, not adjusted. All budgets are in the data of the chart.`,
    [
      "model",
      ">budget",
      ">threshold",
      ">mean ticks, validation",
      ">mean ticks, test",
      ">accuracy",
      ">gain (pp)",
    ],
    {
      rows: trials.flatMap(({ label, ticks, points }) =>
        shownBudgets(ticks).map((budget) => {
          const point = points[budget - 1]!;
          return [
            wordCell(nameOfLabel(input, label)),
            numberCell(budget, (value) => fixedText(value, 0)),
            point.threshold === null
              ? wordCell("never")
              : estimateCell(point.threshold, (value) => fixedText(value, 3)),
            estimateCell(point.validationTicks, (value) => fixedText(value, 2)),
            estimateCell(point.ticks, (value) => fixedText(value, 2)),
            estimateCell(point.accuracy, percentText, pointsText),
            estimateCell(point.gain, signedPointsText),
          ];
        })
      ),
    },
  );
}

function usedTable(input: ReportInput, { trials }: AdaptiveFindings): Block {
  const ticks = (value: number | null) => fixedText(value, 2);
  return tableBlock(
    "Mean ticks used by right and by wrong answers, for half of the ticks as the budget.",
    ["model", ">budget", ">right answers", ">wrong answers", ">runs"],
    {
      rows: trials.map(({ label, histogram, runs }) => [
        wordCell(nameOfLabel(input, label)),
        numberCell(histogram.budget, (value) => fixedText(value, 0)),
        estimateCell(histogram.rightTicks, ticks),
        estimateCell(histogram.wrongTicks, ticks),
        numberCell(runs, (value) => fixedText(value, 0)),
      ]),
    },
  );
}
