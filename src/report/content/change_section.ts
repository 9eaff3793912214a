import { pointsText } from "../number_text.ts";
import { nameOfLabel } from "../series.ts";
import type { ReportInput } from "../study.ts";
import { type Block, numberCell, type Section, sentence, tableBlock, wordCell } from "./blocks.ts";

/** What the verdict would be at other margins, and what would decide it. */
export function changeSection(input: ReportInput): Section[] {
  const { comparisons } = input;
  if (comparisons.length === 0) return [];
  const margins = [...new Set(comparisons.flatMap((one) => one.strip.map(({ margin }) => margin)))]
    .sort((a, b) => a - b);
  const strip = tableBlock(
    "The verdict at other equivalence margins. Margin needed: the smallest at which “matches” would hold.",
    [
      "comparison",
      ...margins.map((margin) => `±${pointsText(margin)} pp`),
      ">margin used (pp)",
      ">margin needed (pp)",
    ],
    {
      rows: comparisons.map((one) => [
        wordCell(`${nameOfLabel(input, one.left)} vs ${nameOfLabel(input, one.right)}`),
        ...margins.map((margin) =>
          wordCell(one.strip.find((entry) => entry.margin === margin)?.verdict ?? "")
        ),
        numberCell(one.margin, pointsText),
        // Rounded up, because at a margin rounded down the verdict would not hold.
        numberCell(
          one.marginNeeded,
          (value) => pointsText(value === null ? null : Math.ceil(1e4 * value - 1e-9) / 1e4),
        ),
      ]),
    },
  );
  return [{
    id: "change",
    heading: "Would it change?",
    exploratory: false,
    blocks: [strip, ...reasons(input)],
  }];
}

function reasons(input: ReportInput): Block[] {
  const pair = (left: string, right: string) =>
    `${nameOfLabel(input, left)} vs ${nameOfLabel(input, right)}`;
  return [
    {
      kind: "list",
      title: "Where the margins come from",
      items: input.comparisons.map((one) =>
        sentence(`${pair(one.left, one.right)}: ${one.marginReason}`)
      ),
    },
    {
      kind: "list",
      title: "Seeds and examples needed",
      items: input.comparisons.map((one) =>
        sentence(
          `${pair(one.left, one.right)}: ${one.missing ?? "nothing more, the verdict stands"}`,
        )
      ),
    },
  ];
}
