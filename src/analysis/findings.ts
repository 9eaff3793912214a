import type { Comparison } from "./comparison.ts";
import type { BudgetFindings } from "./budget_findings.ts";

/** Everything that the analysis of a study found, one entry for each topic of the report. */
export interface Findings {
  /** The primary comparisons under the primary budget. */
  readonly comparisons: readonly Comparison[];
  /** The verdicts under each budget, or `null` where there is only the primary one. */
  readonly budgets: BudgetFindings | null;
}

/** A study about which nothing was found, to start from. */
export const NO_FINDINGS: Findings = { comparisons: [], budgets: null };
