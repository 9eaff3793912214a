import type { BudgetVerdicts } from "../../analysis/budget_findings.ts";
import type { Comparison } from "../../analysis/comparison.ts";
import { budgetText } from "../budget_text.ts";
import { nameOfLabel } from "../series.ts";
import type { ReportInput } from "../study.ts";
import { type Block, type Cell, type Section, sentence, tableBlock, wordCell } from "./blocks.ts";
import { chartBlock } from "./chart_block.ts";
import { DIFFERENCE_COLUMNS, differenceCells } from "./difference_cells.ts";

/** The verdict under every budget. Nothing for a study with one budget. */
export function budgetSection(input: ReportInput): Section[] {
  const { budgets: found } = input;
  if (found === null) return [];
  return [{
    id: "budgets",
    heading: "Verdict by budget",
    exploratory: false,
    blocks: [
      { kind: "paragraph", text: summary(input) },
      matrix(input),
      ...chartBlock(input, "budget_forest"),
      differences(input, found.budgets),
      ...notes(found.budgets),
    ],
  }];
}

/** Says which verdicts turn over: a budget can be chosen to favour one side. */
function summary(input: ReportInput): string {
  const rows = input.budgets?.rows ?? [];
  const dependent = rows.filter((row) => row.budgetDependent)
    .map((row) => nameOfLabel(input, row.baseline));
  const rule =
    "Each budget is a study of its own with the same models and seeds; its runs are not averaged with those of another. An inconclusive verdict contradicts none.";
  if (dependent.length === 0) {
    return `No verdict contradicts another under these budgets. ${rule}`;
  }
  return `Budget-dependent: the verdict against ${
    dependent.join(" and ")
  } is another one under another budget, so none of them holds without naming its budget. ${rule}`;
}

function matrix(input: ReportInput): Block {
  const { budgets, rows } = input.budgets ?? { budgets: [], rows: [] };
  return tableBlock(
    "The verdict under each budget, the first of which is the primary one.",
    ["against", ...budgets.map(({ budget }) => budgetText(budget)), "over the budgets"],
    {
      rows: rows.map((row) => [
        wordCell(nameOfLabel(input, row.baseline)),
        ...row.verdicts.map((verdict) => wordCell(verdict ?? "no verdict")),
        wordCell(row.budgetDependent ? "budget-dependent" : agreement(row.verdicts)),
      ]),
    },
  );
}

function agreement(verdicts: readonly (string | null)[]): string {
  const distinct = new Set(verdicts);
  return distinct.size === 1 && !distinct.has(null) ? "same" : "no contradiction";
}

function differences(input: ReportInput, budgets: readonly BudgetVerdicts[]): Block {
  return tableBlock(
    "Paired differences under each budget, left minus right, in percentage points.",
    ["comparison", "budget", ...DIFFERENCE_COLUMNS],
    {
      rows: budgets.flatMap(({ budget, comparisons }) =>
        comparisons.map((comparison) =>
          differenceRow(input, { comparison, budget: budgetText(budget) })
        )
      ),
    },
  );
}

function differenceRow(
  input: ReportInput,
  { comparison, budget }: { readonly comparison: Comparison; readonly budget: string },
): Cell[] {
  return [
    wordCell(
      `${nameOfLabel(input, comparison.left)} − ${nameOfLabel(input, comparison.right)}`,
    ),
    wordCell(budget),
    ...differenceCells(comparison),
  ];
}

function notes(budgets: readonly BudgetVerdicts[]): Block[] {
  const items = budgets.flatMap(({ budget, note }) =>
    note === null ? [] : [sentence(`${budgetText(budget)}: ${note}`)]
  );
  return items.length === 0 ? [] : [{ kind: "list", title: "About the budgets", items }];
}
