import type { ExploratoryFindings, SelectionGuard } from "../../analysis/exploratory.ts";
import {
  amountText,
  levelText,
  percentText,
  pointsIntervalText,
  pointsText,
  probabilityText,
  signedPointsText,
} from "../number_text.ts";
import type { ReportInput } from "../study.ts";
import { type Block, numberCell, sentence, tableBlock, wordCell } from "./blocks.ts";

/**
 * Each cell of the sweep against the reference cell, without a verdict, and what it takes to claim
 * something about the best of them; nothing without a sweep.
 */
export function exploratoryBlocks(input: ReportInput): Block[] {
  const { exploratory } = input;
  if (exploratory === null) return [];
  const { alpha } = input.plan.sweep;
  return [
    differenceTable(exploratory, levelText(1 - alpha / exploratory.cells.length)),
    ...guardBlocks(exploratory.selection),
  ];
}

function differenceTable({ cells, reference }: ExploratoryFindings, level: string): Block {
  return tableBlock(
    `Exploratory, no verdicts: each cell minus the reference cell (${reference}) on the seeds that both have. The intervals share the level among the cells; p is adjusted by Holm's method.`,
    [
      "cell",
      ">seeds",
      ">cell",
      ">reference",
      ">difference (pp)",
      `>${level} interval (pp)`,
      ">p",
      ">p Holm",
    ],
    {
      rows: cells.map(({ label, seeds, accuracy, referenceAccuracy, estimate, pHolm }) => [
        wordCell(label),
        numberCell(seeds.length, amountText),
        { ...numberCell(accuracy, percentText), noInterval: "the difference has it" },
        { ...numberCell(referenceAccuracy, percentText), noInterval: "the difference has it" },
        {
          ...numberCell(estimate?.mean ?? accuracy - referenceAccuracy, signedPointsText),
          ...(estimate === null
            ? { noInterval: "fewer than 2 paired seeds" }
            : { interval: estimate.difference }),
        },
        {
          value: estimate && `[${estimate.difference.low}, ${estimate.difference.high}]`,
          text: pointsIntervalText(estimate?.difference ?? null),
        },
        numberCell(estimate?.p, probabilityText),
        numberCell(pHolm, probabilityText),
      ]),
      folded: cells.length > 8,
    },
  );
}

function guardBlocks(selection: SelectionGuard | null): Block[] {
  if (selection === null) return [];
  const { best, cells, selectionSeeds, expectedBias, freshSeeds } = selection;
  const bias = Number.isNaN(expectedBias)
    ? "how much better it looks than it is cannot be said from one seed"
    : `the best of ${cells} equally good cells would look ${
      pointsText(expectedBias)
    } pp better than it is by chance alone`;
  return [{
    kind: "list",
    title: "Before choosing a cell",
    items: [
      `The best of ${cells} cells here is ${best}, chosen on seeds ${
        selectionSeeds.join(", ")
      }; ${bias}`,
      `To confirm it, make it the reference cell of a study of its own on fresh seeds, none of which took part in the choice: --seeds ${
        freshSeeds.join(",")
      }`,
    ].map(sentence),
  }];
}
