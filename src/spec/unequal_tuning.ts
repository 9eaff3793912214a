import { formatBudget } from "./budget.ts";
import type { ModelTuning } from "./tuning.ts";

/** What must be equal in the search of every model, in words, and how it is told. */
const PARTS: readonly (readonly [what: string, value: (search: ModelTuning) => string])[] = [
  ["number of trials", ({ trials }) => String(trials.length)],
  [
    "number of borrowed trials",
    ({ trials }) => String(trials.filter(({ origin }) => origin === "borrowed").length),
  ],
  ["trial budget", ({ budget }) => formatBudget(budget)],
  ["sampler", ({ sampler }) => sampler],
  ["seed", ({ seed }) => String(seed)],
  ["number of searched settings", ({ space }) => String(space.dimensions.length)],
];

/**
 * Why searches of several models give no fair comparison: another number of trials, another budget,
 * sampler, seed or number of searched settings, trials out of order, or trials without a result.
 *
 * @returns One sentence without a full stop, or `null` for equal searches.
 */
export function unequalTuning(searches: readonly ModelTuning[]): string | null {
  for (const [what, value] of PARTS) {
    const values = searches.map(value);
    if (new Set(values).size > 1) {
      const each = searches.map(({ model }, place) => `${model} ${values[place]}`);
      return `the models differ in their ${what} (${each.join(", ")})`;
    }
  }
  for (const { model, trials } of searches) {
    const misplaced = trials.find(({ position }, index) => position !== index + 1);
    if (misplaced !== undefined) {
      return `the trials of ${model} are not numbered from 1 (${misplaced.position} is out of place)`;
    }
    const missing = trials.filter(({ accuracy }) => accuracy === null);
    if (missing.length > 0) {
      return `${missing.length} of ${trials.length} trials of ${model} have no result, first trial ${
        missing[0]!.position
      } (${missing[0]!.detail})`;
    }
  }
  return null;
}
