import { type SweepSpec, usageError } from "../spec/mod.ts";
import type { CatalogView } from "./catalog_view.ts";
import type { FlagName } from "./flag_table.ts";
import type { FlagValues } from "./flags.ts";
import { oneOf } from "./one_of.ts";

/**
 * The preset that `--preset` names, or the first one about the problem that `--problem` names or
 * `--dataset` belongs to.
 */
export function presetOf<Shape>(values: FlagValues, catalog: CatalogView<Shape>): SweepSpec {
  const text = (name: FlagName) => values.get(name)?.[0];
  const [problem, dataset] = [text("problem"), text("dataset")];
  const problems = catalog.problems.map((one) => one.name);
  if (problem !== undefined) oneOf("problem", problem, problems);
  if (dataset !== undefined) {
    oneOf("dataset", dataset, [...new Set(catalog.problems.flatMap((one) => one.datasets))]);
  }
  const name = text("preset");
  const { sweep } = name === undefined
    ? firstPreset(catalog, { problem, dataset })
    : named("preset", name, catalog.presets);
  if (problem !== undefined && problem !== sweep.problem.name) {
    throw usageError(
      `--preset ${sweep.preset} is about ${sweep.problem.name}, --problem ${problem} is not; give one of them`,
    );
  }
  return sweep;
}

function firstPreset<Shape>(
  catalog: CatalogView<Shape>,
  { problem, dataset }: {
    readonly problem: string | undefined;
    readonly dataset: string | undefined;
  },
): CatalogView<Shape>["presets"][number] {
  const fits = (sweep: SweepSpec) => {
    if (problem !== undefined) return sweep.problem.name === problem;
    const entry = catalog.problems.find((one) => one.name === sweep.problem.name);
    return dataset === undefined || entry?.datasets.includes(dataset) === true;
  };
  const found = catalog.presets.find((preset) => fits(preset.sweep));
  if (found !== undefined) return found;
  throw usageError(
    `there is no preset about ${problem ?? dataset}; give one with --preset`,
  );
}

function named<Entry extends { readonly name: string }>(
  flag: FlagName,
  text: string,
  entries: readonly Entry[],
): Entry {
  const name = oneOf(flag, text, entries.map((entry) => entry.name));
  return entries.find((entry) => entry.name === name)!;
}
