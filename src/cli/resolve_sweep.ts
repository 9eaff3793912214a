import {
  type AxisName,
  BACKENDS,
  type Choice,
  KERNEL_SETS,
  kernelsOf,
  MATCHES,
  parseBudget,
  parseSecondaryBudget,
  replicasOf,
  requireEqualParts,
  resolveKernels,
  type SweepSpec,
  sweepSpecSchema,
  usageError,
} from "../spec/mod.ts";
import { requireApplicable, requireNoConflict } from "./applicable_flags.ts";
import type { CatalogView, ModelView, ProblemView } from "./catalog_view.ts";
import { isReferenceModel } from "./catalog_view.ts";
import { withPoint } from "./cells.ts";
import { parseCount, parseLooks, parseMargin, parseNumber, parseSeeds } from "./flag_numbers.ts";
import type { FlagName } from "./flag_table.ts";
import type { FlagValues } from "./flags.ts";
import {
  defaultOptions,
  type ModelOptions,
  parseOptionChange,
  STUDY_PARTS,
  validOptions,
} from "./model_options.ts";
import { oneOf } from "./one_of.ts";
import { presetOf } from "./preset_of.ts";
import { changedChoice, resolveRecipe } from "./recipe.ts";
import { spacedEvaluation } from "./spaced_evaluation.ts";
import { studyName } from "./study_name.ts";
import { axesOfFlags, mergeAxes, referencePoint, singlePoint } from "./study_axes.ts";

/**
 * Turns flags into a complete study: the preset's values, changed by what was given. The reference
 * cell, which the verdict is about, is fixed here: on each axis the preset's value if it is among
 * the swept ones, else the largest. Baselines with ticks get those of the reference cell.
 *
 * @throws {BenchError} With exit code 2 for an unknown name, a value out of range, or a flag that
 * applies to none of the selected models.
 */
export function resolveSweep<Shape>(values: FlagValues, catalog: CatalogView<Shape>): SweepSpec {
  const preset = presetOf(values, catalog);
  const sweep = changePreset(preset, values, catalog);
  const onlyDataset = new Map([["dataset", [sweep.dataset.name]]]) as FlagValues;
  const unchanged = changePreset(preset, onlyDataset, catalog);
  return checked({ ...sweep, name: studyName(sweep, unchanged) });
}

/**
 * Refuses models that cannot be given the examples of a problem.
 *
 * @throws {BenchError} With exit code 2.
 */
function requireReadable<Shape>(
  entries: readonly ModelView<Shape>[],
  problem: ProblemView,
  catalog: CatalogView<Shape>,
) {
  const reads = (entry: ModelView<Shape>) => entry.presentations.includes(problem.presentation);
  const unfit = entries.find((entry) => !reads(entry));
  if (unfit === undefined) return;
  const fit = catalog.models.filter(reads).map((entry) => entry.name).join(",");
  throw usageError(
    `--models: ${unfit.name} cannot learn ${problem.name}, whose input unfolds over the ticks; give --models ${fit}`,
  );
}

function changePreset<Shape>(
  preset: SweepSpec,
  values: FlagValues,
  catalog: CatalogView<Shape>,
): SweepSpec {
  const text = (name: FlagName) => values.get(name)?.[0];
  const entries = selectedModels(text("models"), preset, catalog);
  const problem = catalog.problems.find((one) => one.name === preset.problem.name)!;
  requireReadable(entries, problem, catalog);
  const datasetName = text("dataset") ?? preset.dataset.name;
  oneOf("dataset", datasetName, problem.datasets);
  const schedule = oneOf(
    "schedule",
    text("schedule") ?? preset.schedule.name,
    Object.keys(catalog.schedules),
  );
  const targets = [
    ...entries,
    { name: STUDY_PARTS.problem, options: problem.options },
    { name: STUDY_PARTS.data, options: catalog.datasetOptions(datasetName) },
    { name: STUDY_PARTS.optimiser, options: catalog.optimisers[preset.optimiser.name]! },
    { name: STUDY_PARTS.schedule, options: catalog.schedules[schedule]! },
  ];
  const reference = entries.find(isReferenceModel) ?? null;
  requireApplicable(values, entries);
  const flagAxes = axesOfFlags(values);
  const axes = reference ? mergeAxes(preset.axes, flagAxes) : [];
  const changes = (values.get("option") ?? []).map((one) => parseOptionChange(one, targets));
  const match = optional(text("match"), (one) => oneOf("match", one, MATCHES)) ?? preset.match;
  requireNoConflict(changes, { entries, axes, reference, match });

  const point = reference
    ? referencePoint(axes, presetOptions(preset, reference))
    : singlePoint(flagAxes);
  const optionsOf = (entry: ModelView<Shape>, point: ReadonlyMap<AxisName, number>) => {
    const changed = changes.filter((change) => change.target === entry.name);
    const origin = changed.map((change) => change.flag).join(" ") || "the options of the preset";
    const own = new Map([...point].filter(([axis]) => entry.axes.includes(axis)));
    const options = {
      ...presetOptions(preset, entry),
      ...Object.fromEntries(changed.map(({ option, value }) => [option, value])),
    };
    // Checked before the point is set, so that a message blames the right flag.
    const valid = validOptions(entry, options, origin);
    return validOptions(entry, withPoint(valid, own), "the reference cell");
  };
  const referenceOptions = reference && optionsOf(reference, point);
  const models: Choice[] = entries.map((entry) => {
    if (entry === reference) return { name: entry.name, options: { ...referenceOptions } };
    const ticks = referenceOptions?.["ticks"];
    const own = typeof ticks === "number" ? new Map([["ticks", ticks] as const]) : point;
    return { name: entry.name, options: { ...optionsOf(entry, own) } };
  });

  const problemChoice = changedChoice(preset.problem, {
    part: STUDY_PARTS.problem,
    targets,
    changes,
  });
  const seeds = optional(text("seeds"), parseSeeds) ?? preset.seeds;
  const [primaryBudget, ...secondaryBudgets] = values.get("budget") ?? [];
  const budget = optional(primaryBudget, parseBudget) ?? preset.budget;
  const batchSize = optional(text("batch-size"), (one) => parseCount("batch-size", one)) ??
    preset.batchSize;
  const replicas = optional(text("data-parallel"), (one) => parseCount("data-parallel", one)) ??
    replicasOf(preset);
  const computing = backendOf(preset, { backend: text("backend"), kernels: text("kernels") });
  requireEqualParts({ dataParallel: replicas, batchSize, backend: computing.backend });
  return {
    ...preset,
    problem: problemChoice,
    dataset: changedChoice(
      datasetName === preset.dataset.name ? preset.dataset : { name: datasetName, options: {} },
      { part: STUDY_PARTS.data, targets, changes },
    ),
    models,
    axes,
    match,
    ...resolveRecipe(preset, {
      values,
      schedule,
      targets,
      changes,
      entries,
      differences: problem.differences(problemChoice.options),
    }),
    batchSize,
    ...(replicas === 1 ? {} : { dataParallel: replicas }),
    budget,
    secondaryBudgets: primaryBudget === undefined
      ? preset.secondaryBudgets
      : secondaryBudgets.map(parseSecondaryBudget),
    evaluation: {
      ...spacedEvaluation(preset.evaluation, { budget, batchSize }),
      corruptions: corruptionsOf(text("robustness"), { preset, problem }),
    },
    ...computing,
    seeds,
    sweepSeeds: sweepSeedsOf(text("sweep-seeds"), { seeds, preset }),
    alpha: optional(text("alpha"), (one) => parseNumber("alpha", one, { above: 0, below: 0.5 })) ??
      preset.alpha,
    margin: optional(text("margin"), parseMargin) ?? preset.margin,
    looks: optional(text("looks"), (one) => parseLooks(one, seeds.length)) ?? preset.looks,
    scope: optional(text("scope"), (one) => oneOf("scope", one, ["population", "benchmark"])) ??
      preset.scope,
  };
}

/** Backend and kernels, of which one may exclude the other. */
function backendOf(
  preset: SweepSpec,
  given: { readonly backend: string | undefined; readonly kernels: string | undefined },
): Pick<SweepSpec, "backend" | "kernels"> {
  const backends = ["auto", ...BACKENDS] as const;
  const backend = given.backend === undefined
    ? preset.backend
    : oneOf("backend", given.backend, backends);
  const kernels = optional(given.kernels, (one) => oneOf("kernels", one, KERNEL_SETS)) ??
    kernelsOf(preset);
  // Of a backend that the machine chooses, the plan sees whether it has them.
  if (backend !== "auto") resolveKernels(kernels, backend);
  return { backend, kernels };
}

/** As many corrupted test images as `--robustness` asks for; only images can be corrupted. */
function corruptionsOf(
  text: string | undefined,
  { preset, problem }: { readonly preset: SweepSpec; readonly problem: ProblemView },
): SweepSpec["evaluation"]["corruptions"] {
  if (text === undefined) return preset.evaluation.corruptions;
  if (problem.name !== "classification") {
    throw usageError(
      `--robustness ${text}: it corrupts images to be classified, and the problem is ${problem.name}; leave it out`,
    );
  }
  return { examples: parseCount("robustness", text) };
}

/** All seeds where `--seeds` chose them, else the preset's number, unless `--sweep-seeds` says it. */
function sweepSeedsOf(
  text: string | undefined,
  { seeds, preset }: { readonly seeds: readonly number[]; readonly preset: SweepSpec },
): number {
  if (text === undefined) return seeds === preset.seeds ? preset.sweepSeeds : seeds.length;
  const count = parseCount("sweep-seeds", text);
  if (count > seeds.length) {
    throw usageError(
      `--sweep-seeds ${count}: there are only ${seeds.length} seeds; give at most that, or raise --seeds`,
    );
  }
  return count;
}

function selectedModels<Shape>(
  text: string | undefined,
  preset: SweepSpec,
  catalog: CatalogView<Shape>,
): ModelView<Shape>[] {
  const known = catalog.models.map((model) => model.name);
  const names = text?.split(",").map((name) => name.trim()) ??
    preset.models.map((model) => model.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw usageError(`--models ${text}: ${repeated} occurs twice; give each model once`);
  }
  return names.map((name) => {
    oneOf("models", name, known);
    return catalog.models.find((model) => model.name === name)!;
  });
}

function presetOptions<Shape>(preset: SweepSpec, entry: ModelView<Shape>): ModelOptions {
  return preset.models.find((model) => model.name === entry.name)?.options ??
    defaultOptions(entry);
}

function optional<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
  return text === undefined ? undefined : parse(text);
}

function checked(sweep: SweepSpec): SweepSpec {
  const result = sweepSpecSchema.safeParse(sweep);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw usageError(`the study is not valid: ${issue?.path.join(".")}: ${issue?.message}`);
}
