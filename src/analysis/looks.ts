import { normalCdf } from "./normal.ts";
import type { Criteria, Tails } from "./scope_estimate.ts";
import { lookBoundaries } from "./spending.ts";

/** Boundaries by looks and level: the recursion takes a while, and one study asks often. */
const boundariesKnown = new Map<string, readonly number[]>();

/** How far a study with planned looks has come. */
export interface LookProgress {
  /** Numbers of seeds of the looks that have all their seeds, rising. */
  readonly reached: readonly number[];
  /** Number of seeds of the next look; `null` after the last. */
  readonly next: number | null;
  /** The seeds that the next look waits for. */
  readonly waitingFor: readonly number[];
}

/**
 * Which looks can be taken. A look at N seeds is about the first N planned ones and no others, so
 * that its numbers stay what they were when further seeds come.
 *
 * @param planned All seeds in the order of their runs.
 * @param paired Those with finished runs on both sides.
 */
export function lookProgress(
  looks: readonly number[],
  { planned, paired }: { readonly planned: readonly number[]; readonly paired: readonly number[] },
): LookProgress {
  const there = new Set(paired);
  const lacking = (seeds: number) => planned.slice(0, seeds).filter((seed) => !there.has(seed));
  const complete = (seeds: number) => planned.length >= seeds && lacking(seeds).length === 0;
  const reached = looks.filter(complete);
  const next = looks.find((seeds) => !complete(seeds)) ?? null;
  return { reached, next, waitingFor: next === null ? [] : lacking(next) };
}

/**
 * The one-sided levels of each look: together they spend `alpha / m`, halved for the two directions
 * of a difference, on the schedule of {@link lookBoundaries} with seeds as information.
 *
 * @param looks Numbers of seeds, rising.
 * @throws {RangeError} If they do not rise.
 *
 * Source: statistical protocol, 3.7.
 */
export function lookTails(
  looks: readonly number[],
  { alpha, comparisons }: Pick<Criteria, "alpha" | "comparisons">,
): Tails[] {
  const last = looks.at(-1) ?? 1;
  const level = alpha / comparisons;
  const levels = (oneSided: number) => {
    const key = `${looks.join()} ${oneSided}`;
    const known = boundariesKnown.get(key) ??
      lookBoundaries(looks.map((seeds) => seeds / last), oneSided);
    boundariesKnown.set(key, known);
    return known.map((z) => normalCdf(-z));
  };
  const equivalence = levels(level);
  return levels(level / 2).map((difference, index) => ({
    difference,
    equivalence: equivalence[index]!,
  }));
}
