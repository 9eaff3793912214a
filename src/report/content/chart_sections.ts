import { fixedText, percentText } from "../number_text.ts";
import { allSeries, mainSeries } from "../series.ts";
import { hasSweep, type ReportInput, trialAt } from "../study.ts";
import { summarise, summariseTicks } from "../summaries.ts";
import { type Block, numberCell, type Section, tableBlock, wordCell } from "./blocks.ts";
import { chartBlock } from "./chart_block.ts";
import { accuracyTable } from "./difference_section.ts";

/** The parts between fairness and the list of runs; those without content are left out. */
export function chartSections(input: ReportInput): Section[] {
  const sections: Section[] = [
    section("flops", "Accuracy against training FLOPs", chartBlock(input, "accuracy_by_flops")),
    section("ticks", "Accuracy by tick", tickBlocks(input)),
    { ...section("sweep", "Sweep", sweepBlocks(input)), exploratory: true },
    section("learning", "Learning curves", chartBlock(input, "learning_curves")),
    section("inside", "Inside one network", [
      ...chartBlock(input, "neuron_activity"),
      ...chartBlock(input, "attention"),
    ]),
  ];
  return sections.filter(({ blocks }) => blocks.length > 0);
}

function section(id: string, heading: string, blocks: readonly Block[]): Section {
  return { id, heading, exploratory: false, blocks };
}

/** The chart and, in numbers, what the readout rule makes of the ticks. */
function tickBlocks(input: ReportInput): Block[] {
  const chart = chartBlock(input, "accuracy_by_tick");
  if (chart.length === 0) return [];
  const rows = mainSeries(input).flatMap((series) => {
    const ticks = summariseTicks(input, series.trial);
    const last = ticks.at(-1);
    if (ticks.length < 2 || last === undefined) return [];
    return [[
      wordCell(series.name),
      numberCell(last.tick, (value) => fixedText(value, 0)),
      numberCell(
        summarise(
          input,
          series.trial,
          (run) => run.outcome.status === "completed" ? run.outcome.test.meanTick : null,
        )?.mean,
        (value) => fixedText(value, 2),
      ),
      numberCell(ticks[0]!.accuracy.mean, percentText),
      numberCell(last.accuracy.mean, percentText),
      numberCell(last.certainty.mean, (value) => fixedText(value, 3)),
    ]];
  });
  return [
    ...chart,
    tableBlock(
      "Ticks and the readout, means over completed runs. Certainty is 1 minus the normalised entropy.",
      [
        "model",
        ">trained ticks",
        ">mean readout tick",
        ">accuracy at tick 1",
        ">accuracy at the last tick",
        ">certainty at the last tick",
      ],
      { rows },
    ),
  ];
}

function sweepBlocks(input: ReportInput): Block[] {
  if (!hasSweep(input.plan)) return [];
  const cells = allSeries(input).filter(({ role }) => role !== "baseline");
  const unfinished = input.plan.trials.filter((trial, index) =>
    trial.role !== "baseline" && !cells.some((cell) => cell.trial === index)
  ).map((trial) => trial.label);
  const reference = cells.find(({ role }) => role === "reference");
  return [
    {
      kind: "paragraph",
      text:
        "Exploratory: these cells were not fixed in advance, several are looked at, and the best of several looks better than it is. Repeat a cell with new seeds before claiming anything about it." +
        (reference
          ? ` The reference cell, ${
            trialAt(input.plan, reference.trial).label
          }, was fixed before the first run.`
          : ""),
    },
    ...chartBlock(input, "accuracy_by_ticks"),
    ...chartBlock(input, "sync_by_ticks"),
    { ...accuracyTable(input, cells), folded: cells.length > 8 },
    ...(unfinished.length > 0
      ? [{
        kind: "list" as const,
        title: "Cells without any result",
        items: unfinished,
      }]
      : []),
  ];
}
