import type {
  Budget,
  Plan,
  PlannedTrial,
  SearchSpace,
  SweepSpec,
  Tuning,
  TuningTrial,
} from "../../spec/mod.ts";
import type { CatalogView } from "../catalog_view.ts";
import { makePlan, type PlanContext } from "../make_plan.ts";
import { SAMPLER } from "../tune/halton.ts";
import { draw, plannedTrial, searchSweep } from "../tune/plan_tuning.ts";

/** How the loser of a comparison is searched for again. */
export interface LoserSearch {
  /** The study without tuned settings of the loser. */
  readonly base: SweepSpec;
  readonly space: SearchSpace;
  readonly sampler: string;
  readonly seed: number;
  /** Of each trial. */
  readonly budget: Budget;
  /** Trials that the study's own search made; empty for a study that was not tuned. */
  readonly kept: readonly TuningTrial[];
  readonly added: readonly PlannedTrial[];
  /** The plan that a trial is one run of. */
  readonly sizes: Plan;
}

/** A search to begin where the study has none. */
export interface NewSearch {
  readonly trials: number;
  readonly space: SearchSpace;
  readonly seed: number;
  readonly budget: Budget;
}

/**
 * Plans the longer search of one model. The trials of the study's own search stay, and further points
 * of the same sampler follow. A study without a search gets one, in which the settings that the model
 * had are one of the trials.
 *
 * @param tuning The search of the study, or `null`.
 * @param begin What to search where there is none.
 */
export function planLoserSearch<Shape>(
  { plan, loser, factor, tuning, begin }: {
    readonly plan: Plan;
    readonly loser: string;
    readonly factor: number;
    readonly tuning: Tuning | null;
    readonly begin: NewSearch;
  },
  planning: { readonly catalog: CatalogView<Shape>; readonly context: PlanContext },
): LoserSearch {
  const own = tuning?.models.find(({ model }) => model === loser) ?? null;
  const search = own === null ? begin : { ...own, trials: own.trials.length };
  const { space, seed, budget } = search;
  const base = tuning === null ? plan.sweep : withBaseOf(plan.sweep, tuning.sweep, loser);
  const kept = own?.trials ?? [];
  const trial = searchSweep(base, { seed, budget });
  const sizes = makePlan(trial, planning.catalog, planning.context);
  const total = factor * search.trials;
  const added = Array.from({ length: total - kept.length }, (_, index): PlannedTrial => {
    const position = kept.length + index + 1;
    const present = own === null && position === total;
    const settings = present ? {} : { ...draw(space, position, seed) };
    return {
      position,
      origin: present ? "borrowed" : "sampler",
      settings,
      ...plannedTrial({ base: trial, sizes, model: loser, settings }, planning),
    };
  });
  return { base, space, sampler: own?.sampler ?? SAMPLER, seed, budget, kept, added, sizes };
}

/** The study with one model as it was before its search. */
function withBaseOf(sweep: SweepSpec, untuned: SweepSpec, model: string): SweepSpec {
  const { [model]: _, ...others } = sweep.recipeDifferences;
  const before = untuned.recipeDifferences[model];
  return {
    ...sweep,
    models: sweep.models.map((choice) =>
      choice.name === model ? untuned.models.find(({ name }) => name === model)! : choice
    ),
    recipeDifferences: before === undefined ? others : { ...others, [model]: before },
  };
}
