import type { TopLevelSpec } from "vega-lite";
import type { Verdict } from "../../analysis/comparison.ts";
import { levelText, pointsText, signedPointsText } from "../number_text.ts";
import { nameOfLabel } from "../series.ts";
import type { ReportInput } from "../study.ts";
import { VERDICT_LOOKS } from "../theme.ts";
import type { Chart } from "./chart.ts";
import { forestDrawing, forestLevels } from "./forest_drawing.ts";
import { FOREST_COLUMNS, forestRows } from "./forest_rows.ts";

/** The paired differences with both intervals, the equivalence zone and the verdict. */
export const forest: Chart = {
  name: "forest",
  columns: FOREST_COLUMNS,
  applies: (input) => forestRows(input).length > 0,
  title,
  description: (input) =>
    `Paired accuracy differences in percentage points. ${
      forestRows(input).map((row) =>
        `${row.comparison}: ${signedPointsText(row.difference / 100)}, ${row.verdict}`
      ).join("; ")
    }.`,
  rows: (input) => forestRows(input).map((row) => ({ ...row })),
  spec,
};

/** States every verdict while there are few, else how many there are of each. */
function title(input: ReportInput): string {
  const drawn = input.comparisons.filter((one) => one.seeds.length > 0);
  const lefts = new Set(drawn.map((one) => one.left));
  const datasets = new Set(drawn.map((one) => one.dataset));
  if (drawn.length <= 3 && lefts.size === 1 && datasets.size === 1) {
    const parts = drawn.map((one) => verdictWords(one.verdict, nameOfLabel(input, one.right)));
    return `${nameOfLabel(input, drawn[0]!.left)} ${parts.join(", ")}`;
  }
  const counts = (Object.keys(VERDICT_LOOKS) as Verdict[]).flatMap((verdict) => {
    const count = drawn.filter((one) => one.verdict === verdict).length;
    return count > 0 ? [`${verdict} ${count}`] : [];
  });
  return `Verdicts of ${drawn.length} comparisons: ${counts.join(", ")}`;
}

function verdictWords(verdict: Verdict, right: string): string {
  switch (verdict) {
    case "leads":
    case "matches":
    case "trails":
      return `${verdict} ${right}`;
    case "inconclusive":
      return `against ${right} inconclusive`;
    default:
      return verdict satisfies never;
  }
}

function spec(input: ReportInput): TopLevelSpec {
  const only = (labels: readonly string[], several: string) =>
    new Set(labels).size === 1 ? nameOfLabel(input, labels[0]!) : several;
  return forestDrawing(forestRows(input), {
    title: title(input),
    subtitle: subtitle(input),
    description: forest.description(input),
    left: only(input.comparisons.map((one) => one.left), "the first"),
    right: only(input.comparisons.map((one) => one.right), "the baseline"),
    ...forestLevels(input.comparisons[0]!),
  });
}

function subtitle(input: ReportInput): string[] {
  const one = input.comparisons[0]!;
  const levels = forestLevels(one);
  const margins = new Set(input.comparisons.map(({ margin }) => `±${pointsText(margin)} pp`));
  const seeds = new Set(
    input.comparisons.map((comparison) => comparison.seeds.length).sort((a, b) => a - b),
  );
  const datasets = [...new Set(input.comparisons.map(({ dataset }) => dataset))].join(", ");
  const shared = one.comparisons === 1
    ? ""
    : ` (${one.comparisons} comparisons share the level of ${levelText(one.alpha)})`;
  return [
    `Test accuracy on ${datasets}, ${[...seeds].join(" or ")} paired seed${
      seeds.size === 1 && seeds.has(1) ? "" : "s"
    }. Shaded: equivalence zone ${[...margins].join(", ")}.`,
    `Thin line: ${levelText(levels.level)} interval; thick: ${
      levelText(levels.equivalenceLevel)
    } interval for equivalence${shared}.`,
  ];
}
