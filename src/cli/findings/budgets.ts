import {
  type BudgetFindings,
  budgetFindings,
  type BudgetVerdicts,
  type Comparison,
} from "../../analysis/mod.ts";
import { formatBudget, type Plan } from "../../spec/mod.ts";
import type { StoredStudy } from "../../store/mod.ts";
import { compareStudy } from "../compare_study.ts";

/**
 * The verdicts of a study under each of its budgets.
 *
 * @param directory The study's folder.
 * @param comparisons Under the primary budget.
 * @returns `null` for a study with one budget.
 * @throws {BenchError} As `compareStudy`.
 */
export async function findBudgets(
  directory: string,
  { study, variants, comparisons }: {
    readonly study: StoredStudy;
    readonly variants: ReadonlyMap<string, StoredStudy>;
    readonly comparisons: readonly Comparison[];
  },
): Promise<BudgetFindings | null> {
  const primary = study.plan;
  const secondary: BudgetVerdicts[] = [];
  for (const variant of variants.values()) {
    const { plan } = variant;
    if (plan.variant?.kind !== "budget") continue;
    const { budget } = plan.variant;
    const found = await compareStudy(directory, variant);
    secondary.push({
      budget,
      primary: false,
      comparisons: found.comparisons,
      note: sharedNote(plan, primary),
    });
  }
  if (secondary.length === 0) return null;
  const first = { budget: primary.sweep.budget, primary: true, comparisons, note: null };
  return budgetFindings([first, ...secondary]);
}

/** Says which trials have the same number of steps under both budgets, and so the same runs. */
function sharedNote(plan: Plan, primary: Plan): string | null {
  const ids = new Set(primary.runs.map((run) => run.id));
  const shared = plan.trials.filter((_, index) =>
    plan.runs.some((run) => run.trial === index && ids.has(run.id))
  );
  if (shared.length === 0) return null;
  const which = shared.length === plan.trials.length
    ? "all trials"
    : shared.map((trial) => trial.label).join(", ");
  return `the runs of ${which} are those under ${
    formatBudget(primary.sweep.budget)
  }, which end at the same step`;
}
