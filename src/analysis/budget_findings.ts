import type { Budget } from "../spec/mod.ts";
import type { Comparison, Verdict } from "./comparison.ts";

/** The comparisons under one budget. */
export interface BudgetVerdicts {
  readonly budget: Budget;
  readonly primary: boolean;
  /** In the order of the primary comparisons; a baseline without finished runs is left out. */
  readonly comparisons: readonly Comparison[];
  /** What a reader should know of this budget, such as runs that are those of another one. */
  readonly note: string | null;
}

/** One baseline under all budgets. */
export interface BudgetRow {
  /** Trial label of the baseline. */
  readonly baseline: string;
  /** The verdict under each budget, in their order; `null` where there is none. */
  readonly verdicts: readonly (Verdict | null)[];
  /**
   * Whether two budgets lead to verdicts that contradict each other. An inconclusive one contradicts
   * none: it says too little.
   */
  readonly budgetDependent: boolean;
}

/** The verdicts of a study under each of its budgets. */
export interface BudgetFindings {
  /** The primary budget first. */
  readonly budgets: readonly BudgetVerdicts[];
  readonly rows: readonly BudgetRow[];
}

/**
 * Puts the verdicts under several budgets side by side. A verdict that changes with the budget is
 * called budget-dependent and never averaged.
 *
 * @param budgets The primary one first.
 */
export function budgetFindings(budgets: readonly BudgetVerdicts[]): BudgetFindings {
  const labels = [
    ...new Set(budgets.flatMap(({ comparisons }) => comparisons.map(({ right }) => right))),
  ];
  return {
    budgets,
    rows: labels.map((baseline) => {
      const verdicts = budgets.map(({ comparisons }) =>
        comparisons.find(({ right }) => right === baseline)?.verdict ?? null
      );
      const decided = verdicts.filter((one) => one !== null && one !== "inconclusive");
      return { baseline, verdicts, budgetDependent: new Set(decided).size > 1 };
    }),
  };
}
