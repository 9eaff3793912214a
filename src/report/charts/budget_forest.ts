import type { TopLevelSpec } from "vega-lite";
import { budgetText } from "../budget_text.ts";
import { levelText, pointsText, signedPointsText } from "../number_text.ts";
import { nameOfLabel } from "../series.ts";
import type { ReportInput } from "../study.ts";
import type { Chart } from "./chart.ts";
import { forestDrawing, forestLevels } from "./forest_drawing.ts";
import { FOREST_COLUMNS, type ForestRow, rowsOf } from "./forest_rows.ts";

/** The paired differences under every budget of the study, grouped by comparison. */
export const budgetForest: Chart = {
  name: "budget_forest",
  columns: FOREST_COLUMNS,
  applies: (input) => rows(input).length > 0,
  title,
  description: (input) =>
    `Paired accuracy differences by budget, in percentage points. ${
      rows(input).map((row) =>
        `${row.comparison}: ${signedPointsText(row.difference / 100)}, ${row.verdict}`
      ).join("; ")
    }.`,
  rows: (input) => rows(input).map((row) => ({ ...row })),
  spec,
};

function rows(input: ReportInput): ForestRow[] {
  const found = input.budgets?.budgets ?? [];
  const baselines = input.budgets?.rows.map(({ baseline }) => baseline) ?? [];
  return baselines.flatMap((baseline) =>
    found.flatMap(({ budget, comparisons }) =>
      rowsOf(
        comparisons.filter(({ right }) => right === baseline),
        ({ left, right }) =>
          `${nameOfLabel(input, left)} − ${nameOfLabel(input, right)}, ${budgetText(budget)}`,
      )
    )
  );
}

function title(input: ReportInput): string {
  const dependent = (input.budgets?.rows ?? []).filter((row) => row.budgetDependent)
    .map(({ baseline }) => nameOfLabel(input, baseline));
  return dependent.length > 0
    ? `Budget-dependent: the verdict against ${dependent.join(" and ")}`
    : "Differences under every budget";
}

function spec(input: ReportInput): TopLevelSpec {
  const drawn = rows(input);
  const [one] = input.comparisons;
  if (one === undefined) throw new RangeError("Cannot draw budgets without a comparison");
  const levels = forestLevels(one);
  const margins = [...new Set(drawn.map(({ margin }) => `±${pointsText(margin / 100)} pp`))];
  return forestDrawing(drawn, {
    title: title(input),
    subtitle: [
      `Each budget is a study of its own. Shaded: equivalence zone ${margins.join(", ")}.`,
      `Thin line: ${levelText(levels.level)} interval; thick: ${
        levelText(levels.equivalenceLevel)
      } interval for equivalence.`,
    ],
    description: budgetForest.description(input),
    left: nameOfLabel(input, one.left),
    right: "the baseline",
    ...levels,
  });
}
