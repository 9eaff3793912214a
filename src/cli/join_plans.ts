import type { Plan, PlannedRun } from "../spec/mod.ts";
import { formatBudget } from "../spec/mod.ts";

/**
 * A study's plans as one list of work: the main plan's runs first, each run once. Trials of further
 * plans say which they belong to.
 */
export function joinPlans(main: Plan, variants: ReadonlyMap<string, Plan>): Plan {
  const trials = [...main.trials];
  const runs: PlannedRun[] = [...main.runs];
  const known = new Set(runs.map((run) => run.id));
  for (const [name, plan] of variants) {
    const offset = trials.length;
    const where = plan.variant?.kind === "budget" ? formatBudget(plan.variant.budget) : name;
    trials.push(...plan.trials.map((trial) => ({ ...trial, label: `${trial.label} (${where})` })));
    for (const run of plan.runs) {
      if (known.has(run.id)) continue;
      known.add(run.id);
      runs.push({ ...run, trial: run.trial + offset });
    }
  }
  return { ...main, trials, runs };
}
