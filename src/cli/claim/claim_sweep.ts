import {
  type ClaimDataset,
  type ClaimSpec,
  formatBudget,
  parseBudget,
  type SweepSpec,
  usageError,
} from "../../spec/mod.ts";
import { type CatalogView, isReferenceModel } from "../catalog_view.ts";
import { FLAG_LIST, type FlagName } from "../flag_table.ts";
import type { FlagValues } from "../flags.ts";
import { flagValuesOf } from "../read_config.ts";
import { resolveSweep } from "../resolve_sweep.ts";

/** Flags that are fields of a claim of their own, with the name of the field. */
const FIELDS: Readonly<Partial<Record<FlagName, string>>> = {
  preset: "preset",
  models: "models",
  dataset: "datasets",
  seeds: "seeds",
  match: "match",
  budget: "budget",
  alpha: "alpha",
  margin: "margin",
};

/** The option that a claim's tick rule sets. */
const TICK_RULE = "problem.readout";

/** Which study of a claim is wanted. */
export interface ClaimStudyRequest {
  readonly dataset: ClaimDataset;
  /** SHA-256 of the claim. */
  readonly sha256: string;
  /** What the command line adds: none of it can change what the claim fixes. */
  readonly values: FlagValues;
}

/**
 * The study of a claim on one of its data sets.
 *
 * @throws {BenchError} With exit code 2 for a name, flag or value of the claim that there is not, or
 * a split that the recipe does not have.
 */
export function claimSweep<Shape>(
  claim: ClaimSpec,
  { dataset, sha256, values }: ClaimStudyRequest,
  catalog: CatalogView<Shape>,
): SweepSpec {
  requireReference(claim, catalog);
  const recipe = recipeFlags(claim, dataset);
  const twice = [...values.keys()].find((name) => recipe.has(name));
  if (twice !== undefined) {
    throw usageError(`--${twice}: the claim ${claim.name} fixes it; leave it out`);
  }
  const sweep = resolveSweep(new Map([...values, ...recipe]), catalog);
  const { validationExamples } = sweep.evaluation;
  if (validationExamples !== dataset.splits.validation) {
    throw claimError(
      claim,
      `the preset ${claim.preset} sets ${validationExamples} examples of ${dataset.name} aside for validation, splits.validation says ${dataset.splits.validation}; register what is used`,
    );
  }
  return {
    ...sweep,
    name: `${claim.name}-${dataset.name}`,
    axes: claim.exploratory ? sweep.axes : [],
    looks: claim.looks,
    scope: claim.scope,
    claim: { name: claim.name, sha256, comparisons: claim.comparisons },
  };
}

function recipeFlags(claim: ClaimSpec, dataset: ClaimDataset): FlagValues {
  const own = claimFlags(claim, { ...claim.flags, ...dataset.flags });
  const options = own.get("option") ?? [];
  if (options.some((option) => option.startsWith(`${TICK_RULE}=`))) {
    throw claimError(claim, `flags.option sets ${TICK_RULE}; say it with tickRule`);
  }
  const fields: [FlagName, string[]][] = [
    ["preset", [claim.preset]],
    ["models", [claim.models.join(",")]],
    ["dataset", [dataset.name]],
    ["seeds", [claim.seeds.join(",")]],
    ["match", [claim.match]],
    ["budget", [claim.budget.primary, ...claim.budget.secondary]],
    ["alpha", [String(claim.alpha)]],
    ["margin", [claim.margin.value]],
    ["option", [...options, `${TICK_RULE}=${claim.tickRule}`]],
  ];
  return new Map([...own, ...fields]);
}

/** The recipe's flags: those that neither are a field nor only say how or where to run. */
function claimFlags(claim: ClaimSpec, flags: ClaimSpec["flags"]): FlagValues {
  const values = flagValuesOf(flags, (why) => claimError(claim, `flags: ${why}`));
  for (const name of values.keys()) {
    const field = FIELDS[name];
    if (field !== undefined) {
      throw claimError(claim, `flags.${name}: say it with the field ${field}`);
    }
    const flag = FLAG_LIST.find((one) => one.name === name)!;
    const decides = name === "backend" || name === "kernels";
    if ((flag.group === "execution" && !decides) || flag.group === "output") {
      throw claimError(
        claim,
        `flags.${name} is no part of a recipe; give it on the command line`,
      );
    }
  }
  return values;
}

function requireReference<Shape>(claim: ClaimSpec, catalog: CatalogView<Shape>): void {
  const reference = catalog.models.find(isReferenceModel)!.name;
  if (!claim.models.includes(reference)) {
    throw claimError(claim, `models lacks ${reference}, which every claim is about`);
  }
  if (claim.parts.some(({ baseline }) => baseline === reference)) {
    throw claimError(claim, `parts: ${reference} cannot be a baseline of itself`);
  }
}

/**
 * How the search that a study took its settings from differs from the registered one; `null` where
 * it does not.
 */
export function tuningDeviation({ tuning }: ClaimSpec, used: SweepSpec["tuning"]): string | null {
  if (tuning.kind === "none") {
    return used === null ? null : "settings come from a search, and none was registered";
  }
  if (used === null) return "settings come from no search, and one was registered";
  const parts: [string, string | number, string | number][] = [
    ["sampler", tuning.sampler, used.sampler],
    ["seed of the sampler", tuning.seed, used.seed],
    ["trials", tuning.trials, used.trials],
    ["budget of a trial", formatBudget(parseBudget(tuning.budget)), formatBudget(used.budget)],
    ...Object.entries(tuning.spaces).map(([model, space]): [string, string, string] => [
      `search space of ${model}`,
      space.name,
      used.spaces[model] ?? "none",
    ]),
  ];
  const differing = parts.filter(([, registered, actual]) => registered !== actual);
  if (differing.length === 0) return null;
  return differing.map(([what, registered, actual]) =>
    `${what} of the search: ${actual}, registered ${registered}`
  ).join("; ");
}

function claimError(claim: ClaimSpec, why: string) {
  return usageError(`the claim ${claim.name}: ${why}`);
}
