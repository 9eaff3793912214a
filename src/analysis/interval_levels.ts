import type { Comparison } from "./comparison.ts";

/**
 * The coverage of a comparison's difference and equivalence intervals, 0 to 1: that of a single test
 * at `alpha / m`, or of the look that its numbers are of.
 */
export function intervalLevels(
  { alpha, comparisons, look }: Pick<Comparison, "alpha" | "comparisons" | "look">,
): { readonly difference: number; readonly equivalence: number } {
  const level = alpha / comparisons;
  const tails = look?.tails ?? { difference: level / 2, equivalence: level };
  return { difference: 1 - 2 * tails.difference, equivalence: 1 - 2 * tails.equivalence };
}
