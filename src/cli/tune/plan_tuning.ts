import {
  type Budget,
  type Plan,
  type PlannedRun,
  type PlannedTrial,
  runId,
  type RunSpec,
  type SearchSpace,
  type Settings,
  type SweepSpec,
  type TuningPlan,
  usageError,
  valueAt,
} from "../../spec/mod.ts";
import type { CatalogView } from "../catalog_view.ts";
import { makePlan, type PlanContext } from "../make_plan.ts";
import { spacedEvaluation } from "../spaced_evaluation.ts";
import { applySettings } from "./apply_settings.ts";
import { haltonPoint, SAMPLER } from "./halton.ts";
import type { Borrowed } from "./read_borrowed.ts";

/** The seed of a search unless one is given: none that studies count from 1. */
export const DEFAULT_TUNE_SEED = 1_000_001;

/** What is searched, and how much. */
export interface TuningOptions {
  /** Drawn trials of each model. */
  readonly trials: number;
  readonly budget: Budget;
  readonly seed: number;
  /** Of each searched model. */
  readonly spaces: ReadonlyMap<string, SearchSpace>;
  readonly borrowed: Borrowed | null;
}

/**
 * Plans a search: for each model the same points of its space, trained with the same seed under the
 * same budget, and one more trial for all where settings are borrowed. Models have the sizes of the
 * study.
 *
 * @throws {BenchError} With exit code 2 for a setting that a model does not have, that is out of range,
 * or that changes a model's size; as `makePlan`.
 */
export function planTuning<Shape>(
  sweep: SweepSpec,
  options: TuningOptions,
  { catalog, context }: {
    readonly catalog: CatalogView<Shape>;
    readonly context: PlanContext;
  },
): TuningPlan {
  const { seed, budget, borrowed } = options;
  const base = searchSweep(sweep, { seed, budget });
  const sizes = makePlan(base, catalog, context);
  const models = [...options.spaces].map(([model, space]) => {
    const extra = borrowed?.settingsOf(model) ?? null;
    const drawn = Array.from(
      { length: options.trials + (borrowed !== null && extra === null ? 1 : 0) },
      (_, index) => ({ origin: "sampler" as const, settings: draw(space, index + 1, seed) }),
    );
    const all = extra === null
      ? drawn
      : [...drawn, { origin: "borrowed" as const, settings: extra }];
    const trials = all.map(({ origin, settings }, index): PlannedTrial => ({
      position: index + 1,
      origin,
      settings: { ...settings },
      ...plannedTrial({ base, sizes, model, settings }, { catalog, context }),
    }));
    return { model, space, trials };
  });
  return {
    schema: 1,
    sweep,
    backend: context.backend.name,
    data: context.data.sha256,
    code: context.code,
    sampler: SAMPLER,
    seed,
    budget,
    borrowed: borrowed?.source ?? null,
    models,
  };
}

/** The settings at a position of the sampler, to six digits. */
export function draw(space: SearchSpace, position: number, seed: number): Settings {
  const { dimensions } = space;
  const point = haltonPoint(position, { dimensions: dimensions.length, seed });
  return Object.fromEntries(dimensions.map((dimension, index) => [
    dimension.setting,
    Number(valueAt(dimension, point[index]!).toPrecision(6)),
  ]));
}

/**
 * The study as its trials see it: the compared models only, one seed, the budget of a trial, nothing
 * that is about tests.
 */
export function searchSweep(
  sweep: SweepSpec,
  { seed, budget }: { readonly seed: number; readonly budget: Budget },
): SweepSpec {
  const evaluation = spacedEvaluation(sweep.evaluation, { budget, batchSize: sweep.batchSize });
  return {
    ...sweep,
    axes: [],
    budget,
    evaluation: { ...evaluation, corruptions: null },
    seeds: [seed],
    sweepSeeds: 1,
    secondaryBudgets: [],
    looks: null,
    scope: "population",
    claim: null,
    tuning: null,
  };
}

/** Id and specification of one trial. */
export function plannedTrial<Shape>(
  { base, sizes, model, settings }: {
    /** See {@link searchSweep}. */
    readonly base: SweepSpec;
    /** Its plan. */
    readonly sizes: Plan;
    readonly model: string;
    readonly settings: Settings;
  },
  { catalog, context }: {
    readonly catalog: CatalogView<Shape>;
    readonly context: PlanContext;
  },
): { readonly id: string; readonly spec: RunSpec } {
  const origin = `the settings of ${model}`;
  const change = { model, settings, reason: "a trial of the search", origin };
  const plan = makePlan(applySettings(base, change, catalog), catalog, context);
  const [before, after] = [runOf(sizes, model), runOf(plan, model)];
  const size = (one: Plan, run: PlannedRun) => {
    const { parameters, flopsPerExample } = one.trials[run.trial]!;
    return `${parameters} parameters and ${flopsPerExample} FLOPs per example`;
  };
  if (size(sizes, before) !== size(plan, after)) {
    throw usageError(
      `${origin} change its size (${size(plan, after)} instead of ${
        size(sizes, before)
      }), and models are compared at equal sizes; search only settings that leave it`,
    );
  }
  const { spec } = after;
  // Not the id of a run with this specification: a trial has no test.
  const id = runId({ trial: spec }, { code: context.code, data: context.data.sha256 });
  return { id, spec };
}

/** The one run of a model in a plan of {@link searchSweep}. */
function runOf(plan: Plan, model: string): PlannedRun {
  return plan.runs.find((run) => plan.trials[run.trial]!.model === model)!;
}
