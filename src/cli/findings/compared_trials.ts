import type { Plan } from "../../spec/mod.ts";
import type { RunRecord, StoredStudy } from "../../store/mod.ts";

/** A trial outside the sweep with its finished runs, by ascending seed. */
export interface ComparedTrial {
  readonly label: string;
  readonly records: readonly RunRecord[];
}

/** The reference and the baselines, in the order of the plan, and the pairs that are compared. */
export function comparedTrials({ plan, runs }: Pick<StoredStudy, "plan" | "runs">): {
  readonly trials: readonly ComparedTrial[];
  readonly pairs: readonly { readonly left: string; readonly right: string }[];
} {
  const labels = (role: Plan["trials"][number]["role"]) =>
    plan.trials.filter((trial) => trial.role === role).map((trial) => trial.label);
  const trials = plan.trials.flatMap(({ label, role }, index) =>
    role === "sweep" ? [] : [{
      label,
      records: runs.filter((run) => run.trial === index).sort((a, b) => a.seed - b.seed),
    }]
  );
  return {
    trials,
    pairs: labels("reference").flatMap((left) =>
      labels("baseline").map((right) => ({ left, right }))
    ),
  };
}
