import { partialCounts, type Plan } from "../../spec/mod.ts";
import type { CatalogView } from "../catalog_view.ts";
import { makePlan, type PlanContext } from "../make_plan.ts";
import { requireSameData, type TunedStudy, withBestOf } from "./tuned_study.ts";

/**
 * A further plan for a quarter and for half of the trials of a search: the reference and the baselines
 * with the best settings that so short a search would have found. A model whose best is the same has
 * the runs of the main plan.
 *
 * @returns By name, `tuning-k4` say.
 * @throws {BenchError} With exit code 7 if the search was made on other data.
 */
export function tuningVariants<Shape>(
  tuned: TunedStudy,
  { catalog, context }: {
    readonly catalog: CatalogView<Shape>;
    readonly context: PlanContext;
  },
): Map<string, Plan> {
  requireSameData(tuned, context.data.sha256);
  return new Map(
    partialCounts(tuned.trials).map((count) => {
      const best = withBestOf(tuned, count, catalog);
      const sweep = { ...best, axes: [], secondaryBudgets: [] };
      const plan = makePlan(sweep, catalog, context);
      return [`tuning-k${count}`, { ...plan, variant: { kind: "tuning", trials: count } }];
    }),
  );
}
