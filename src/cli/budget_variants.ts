import {
  type Budget,
  budgetAmount,
  type Plan,
  runId,
  type SecondaryBudget,
  totalSteps,
  trainingFlops,
  type Trial,
  usageError,
} from "../spec/mod.ts";

/**
 * A further plan for each secondary budget: the reference and the baselines, with the same seeds. A
 * run that would end at the same step as under the primary budget is that very run.
 *
 * @param main The main plan of the study.
 * @returns By name, `budget-flops` say.
 * @throws {BenchError} With exit code 2 for two budgets of one kind, or `flops=reference` in a study
 * without a reference.
 */
export function budgetVariants(main: Plan): Map<string, Plan> {
  const { sweep } = main;
  const kinds = [sweep.budget, ...sweep.secondaryBudgets].map((budget) => budget.kind);
  const repeated = kinds.find((kind, index) => kinds.indexOf(kind) !== index);
  if (repeated !== undefined) {
    throw usageError(`--budget: two budgets in ${repeated}; give each kind once`);
  }
  return new Map(
    sweep.secondaryBudgets.map((budget) => [
      `budget-${budget.kind}`,
      variantOf(main, amountOf(budget, main)),
    ]),
  );
}

function amountOf(budget: SecondaryBudget, { sweep, trials }: Plan): Budget {
  if (budget.kind !== "flops" || budget.flops !== "reference") return budget as Budget;
  const reference = trials.find((trial) => trial.role === "reference");
  if (reference === undefined) {
    throw usageError(
      "--budget flops=reference: the study has no CTM to take the amount from; give it as a number",
    );
  }
  const steps = stepsOf(sweep.budget, reference, sweep.batchSize);
  if (steps === null) {
    throw usageError(
      `--budget flops=reference: how much the CTM spends in ${
        budgetAmount(sweep.budget)
      } seconds is known only afterwards; give the amount as a number`,
    );
  }
  const perStep = trainingFlops(reference.flopsPerExample) * sweep.batchSize;
  return { kind: "flops", flops: steps * perStep };
}

function variantOf(main: Plan, budget: Budget): Plan {
  const { sweep, code, data } = main;
  const kept = main.trials.flatMap((trial, index) => trial.role === "sweep" ? [] : [index]);
  return {
    ...main,
    variant: { kind: "budget", budget },
    sweep: { ...sweep, budget, secondaryBudgets: [], axes: [] },
    trials: kept.map((index) => main.trials[index]!),
    runs: main.runs.flatMap((run) => {
      const trial = kept.indexOf(run.trial);
      if (trial < 0) return [];
      const steps = (one: Budget) => stepsOf(one, main.trials[run.trial]!, sweep.batchSize);
      const same = steps(budget) !== null && steps(budget) === steps(sweep.budget);
      if (same) return [{ ...run, trial }];
      const spec = { ...run.spec, budget };
      return [{ id: runId(spec, { code, data: data.sha256 }), trial, spec }];
    }),
  };
}

function stepsOf(budget: Budget, trial: Trial, batchSize: number): number | null {
  return totalSteps(budget, batchSize, trainingFlops(trial.flopsPerExample));
}
