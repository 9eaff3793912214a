import type { Plan, PlannedRun } from "../spec/mod.ts";
import { formatBudget } from "../spec/mod.ts";

/**
 * A study's plans as one list of work: the main plan's runs first, each run once. Trials of further
 * plans say which they belong to; those that have no run of their own are left out.
 */
export function joinPlans(main: Plan, variants: ReadonlyMap<string, Plan>): Plan {
  const trials = [...main.trials];
  const runs: PlannedRun[] = [...main.runs];
  const known = new Set(runs.map((run) => run.id));
  for (const [name, plan] of variants) {
    const where = plan.variant?.kind === "budget" ? formatBudget(plan.variant.budget) : name;
    const placeOf = new Map<number, number>();
    for (const run of plan.runs) {
      if (known.has(run.id)) continue;
      known.add(run.id);
      let place = placeOf.get(run.trial);
      if (place === undefined) {
        const trial = plan.trials[run.trial]!;
        place = trials.push({ ...trial, label: `${trial.label} (${where})` }) - 1;
        placeOf.set(run.trial, place);
      }
      runs.push({ ...run, trial: place });
    }
  }
  return { ...main, trials, runs };
}
