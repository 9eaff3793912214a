import { type SweepSpec, usageError } from "../spec/mod.ts";
import type { ModelView } from "./catalog_view.ts";
import { isReferenceModel } from "./catalog_view.ts";
import { AXIS_FLAGS, optionsOfAxis } from "./cells.ts";
import { FLAG_LIST } from "./flag_table.ts";
import type { FlagValues } from "./flags.ts";
import type { OptionChange } from "./model_options.ts";

/**
 * Refuses flags that no selected model can obey.
 *
 * @throws {BenchError} With exit code 2.
 */
export function requireApplicable<Shape>(values: FlagValues, entries: readonly ModelView<Shape>[]) {
  const models = entries.map((entry) => entry.name).join(", ");
  for (const { name, axis } of FLAG_LIST) {
    if (!axis || !values.has(name) || entries.some((entry) => entry.axes.includes(axis))) continue;
    throw usageError(
      `--${name} applies to none of the selected models (${models}); leave it out or add ctm to --models`,
    );
  }
  const compared = entries.some(isReferenceModel) && entries.length > 1;
  for (const name of ["match", "margin", "looks", "scope"] as const) {
    if (compared || !values.has(name)) continue;
    throw usageError(
      `--${name} is about comparing the CTM with a baseline, and the models are ${models}; leave it out or add to --models`,
    );
  }
}

/**
 * Refuses a `--option` for what something else decides: a swept option, the ticks of a baseline, a
 * matched width.
 *
 * @throws {BenchError} With exit code 2.
 */
export function requireNoConflict<Shape>(
  changes: readonly OptionChange[],
  { entries, axes, reference, match }: {
    readonly entries: readonly ModelView<Shape>[];
    readonly axes: SweepSpec["axes"];
    readonly reference: ModelView<Shape> | null;
    readonly match: SweepSpec["match"];
  },
) {
  for (const { target, option, flag } of changes) {
    const entry = entries.find((one) => one.name === target);
    if (entry === undefined) continue;
    const axis = axes.find((one) => optionsOfAxis(one.axis).includes(option))?.axis;
    if (entry === reference && axis !== undefined) {
      const name = AXIS_FLAGS[axis];
      throw usageError(`${flag}: this option is swept; set it with --${name} instead`);
    }
    if (entry !== reference && reference !== null && option === "ticks") {
      throw usageError(
        `${flag}: ${target} gets the ticks of the CTM; set them with --ticks instead`,
      );
    }
    if (reference !== null && match !== "none" && entry.width?.option === option) {
      throw usageError(`${flag}: --match ${match} chooses this option; add --match none to set it`);
    }
  }
}
