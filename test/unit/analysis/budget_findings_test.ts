import { assertEquals } from "@std/assert";
import { budgetFindings, type BudgetVerdicts } from "../../../src/analysis/budget_findings.ts";
import { compareAccuracies } from "../../../src/analysis/compare_accuracies.ts";
import type { Budget } from "../../../src/spec/mod.ts";

/** The comparison of CTM with a baseline whose accuracies are lower by `lead`. */
function comparison(label: string, lead: number) {
  const spread = Math.abs(lead) < 0.01 && lead !== 0 ? 0.02 : 0.002;
  const baseline = [0.8, 0.802, 0.798, 0.801, 0.799, 0.8];
  return compareAccuracies({
    left: {
      label: "ctm",
      accuracies: baseline.map((one, seed) => one + lead + (seed % 2 ? 1 : -1) * spread),
    },
    right: { label, accuracies: baseline },
    dataset: "mnist",
    examples: 1000,
    alpha: 0.05,
    comparisons: 1,
    margin: 0.01,
    stripMargins: [0.01],
  });
}

function under(budget: Budget, ctmOverLstm: number, ctmOverCnn: number | null): BudgetVerdicts {
  return {
    budget,
    primary: budget.kind === "steps",
    comparisons: [
      comparison("lstm", ctmOverLstm),
      ...(ctmOverCnn === null ? [] : [comparison("cnn", ctmOverCnn)]),
    ],
    note: null,
  };
}

Deno.test("leading per step and trailing per FLOP is budget-dependent", () => {
  const found = budgetFindings([
    under({ kind: "steps", steps: 10 }, 0.05, 0),
    under({ kind: "flops", flops: 1e9 }, -0.05, null),
  ]);
  assertEquals(found.rows, [
    { baseline: "lstm", verdicts: ["leads", "trails"], budgetDependent: true },
    { baseline: "cnn", verdicts: ["matches", null], budgetDependent: false },
  ]);
});

Deno.test("an inconclusive verdict contradicts none", () => {
  const found = budgetFindings([
    under({ kind: "steps", steps: 10 }, 0.05, null),
    under({ kind: "flops", flops: 1e9 }, 0.0095, null),
  ]);
  assertEquals(found.rows, [
    { baseline: "lstm", verdicts: ["leads", "inconclusive"], budgetDependent: false },
  ]);
});
