import { allSeries } from "../series.ts";
import { hasSweep, type ReportInput, trialAt } from "../study.ts";
import type { Block, Section } from "./blocks.ts";
import { chartBlock } from "./chart_block.ts";
import { accuracyTable } from "./difference_section.ts";
import { exploratoryBlocks } from "./exploratory_blocks.ts";

/** The cells of the sweep, stamped as exploratory. */
export function sweepSection(input: ReportInput): Section[] {
  return hasSweep(input.plan)
    ? [{ id: "sweep", heading: "Sweep", exploratory: true, blocks: sweepBlocks(input) }]
    : [];
}

function sweepBlocks(input: ReportInput): Block[] {
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
    ...exploratoryBlocks(input),
    { ...accuracyTable(input, cells), folded: cells.length > 8 },
    ...(unfinished.length > 0
      ? [{ kind: "list" as const, title: "Cells without any result", items: unfinished }]
      : []),
  ];
}
