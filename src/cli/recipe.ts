import type { Choice, ProblemDifferences, SweepSpec } from "../spec/mod.ts";
import { usageError } from "../spec/mod.ts";
import { parseNumber } from "./flag_numbers.ts";
import type { FlagValues } from "./flags.ts";
import {
  type ModelOptions,
  type OptionChange,
  STUDY_PARTS,
  validOptions,
  type WithOptions,
} from "./model_options.ts";

/** What flags say about the recipe. */
export interface RecipeFlags {
  readonly values: FlagValues;
  /** Name of the schedule. */
  readonly schedule: string;
  readonly targets: readonly WithOptions[];
  readonly changes: readonly OptionChange[];
  /** The selected models. */
  readonly entries: readonly { readonly name: string }[];
  /** Those of the problem. */
  readonly differences: ProblemDifferences;
}

/** The parts of a study that say how it trains. */
type Recipe = Pick<SweepSpec, "optimiser" | "schedule" | "recipeDifferences">;

/**
 * The recipe of a preset, changed by flags. A change reaches the models that differ from the recipe
 * as well, and `--schedule` replaces theirs, so that no flag favours one model.
 *
 * @throws {BenchError} With exit code 2 for a value out of range.
 */
export function resolveRecipe(preset: SweepSpec, flags: RecipeFlags): Recipe {
  const { values, schedule, targets, changes, entries } = flags;
  const text = values.get("learning-rate")?.[0];
  const rate = text === undefined
    ? {}
    : { learningRate: parseNumber("learning-rate", text, { above: 0, below: Infinity }) };
  const blamed = changes.find(({ target, option }) =>
    target === STUDY_PARTS.optimiser && option === "learningRate"
  );
  if (blamed !== undefined) {
    throw usageError(`${blamed.flag}: set this option with --learning-rate instead`);
  }
  const optimiserOf = (choice: Choice) =>
    changedChoice(choice, {
      part: STUDY_PARTS.optimiser,
      targets,
      changes,
      more: { flag: `--learning-rate ${text}`, options: rate },
    });
  const given = values.has("schedule");
  const scheduleOf = (choice: Choice) =>
    changedChoice(choice, { part: STUDY_PARTS.schedule, targets, changes });
  const differences = entries.flatMap(({ name }) => {
    const difference = preset.recipeDifferences[name];
    const read = flags.differences[name];
    const optimiser = difference?.optimiser && optimiserOf(difference.optimiser);
    const own = given ? undefined : difference?.schedule && scheduleOf(difference.schedule);
    const reasons = [
      ...(optimiser || own ? [difference!.reason] : []),
      ...(read ? [read.reason] : []),
    ];
    if (reasons.length === 0) return [];
    return [[name, {
      ...(optimiser ? { optimiser } : {}),
      ...(own ? { schedule: own } : {}),
      ...(read ? { readout: read.readout } : {}),
      reason: reasons.join("; "),
    }]];
  });
  return {
    optimiser: optimiserOf(preset.optimiser),
    schedule: scheduleOf(
      schedule === preset.schedule.name ? preset.schedule : { name: schedule, options: {} },
    ),
    recipeDifferences: Object.fromEntries(differences),
  };
}

/** The choice with its options complete and changed as `--option` says. */
export function changedChoice(
  { name, options }: Choice,
  { part, targets, changes, more }: {
    readonly part: string;
    readonly targets: readonly WithOptions[];
    readonly changes: readonly OptionChange[];
    /** Options that another flag sets. */
    readonly more?: { readonly flag: string; readonly options: ModelOptions };
  },
): Choice {
  const own = changes.filter((change) => change.target === part);
  const changed = Object.fromEntries(own.map(({ option, value }) => [option, value]));
  const set = Object.keys(more?.options ?? {}).length > 0 ? [more!.flag] : [];
  const origin = [...own.map((change) => change.flag), ...set].join(" ") ||
    `the options of the ${part}`;
  const target = targets.find((one) => one.name === part)!;
  return {
    name,
    options: { ...validOptions(target, { ...options, ...changed, ...more?.options }, origin) },
  };
}
