/**
 * Holm's adjustment: an adjusted p at most alpha means that the family holds alpha against any
 * false rejection.
 *
 * @returns In the order given.
 * @throws {RangeError} For a p outside 0 to 1.
 *
 * Source: statistical protocol, 3.6.
 */
export function holm(pValues: readonly number[]): number[] {
  let largest = 0;
  return stepwise(pValues, "ascending", (p, rank, count) => {
    largest = Math.max(largest, Math.min(1, (count - rank) * p));
    return largest;
  });
}

/**
 * The adjustment of Benjamini and Hochberg, which bounds the expected share of false rejections.
 *
 * @returns In the order given.
 * @throws {RangeError} For a p outside 0 to 1.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  let smallest = 1;
  return stepwise(pValues, "descending", (p, rank, count) => {
    smallest = Math.min(smallest, count / (count - rank) * p);
    return smallest;
  });
}

/**
 * Bonferroni's adjustment, p times the number of tests.
 *
 * @throws {RangeError} For a p outside 0 to 1.
 */
export function bonferroni(pValues: readonly number[]): number[] {
  requireProbabilities(pValues);
  return pValues.map((p) => Math.min(1, p * pValues.length));
}

/**
 * How many of several data sets support a claim: the number of hypotheses that Holm rejects.
 *
 * Source: statistical protocol, 3.6 (replicability count of Dror et al. 2017).
 */
export function replicabilityCount(pValues: readonly number[], alpha: number): number {
  return holm(pValues).filter((p) => p <= alpha).length;
}

/** Adjusts one p after the other in sorted order. @param adjust Gets p and its 0-based place. */
function stepwise(
  pValues: readonly number[],
  direction: "ascending" | "descending",
  adjust: (p: number, rank: number, count: number) => number,
): number[] {
  requireProbabilities(pValues);
  const sign = direction === "ascending" ? 1 : -1;
  const order = [...pValues.keys()].sort((a, b) => sign * (pValues[a]! - pValues[b]!));
  const adjusted = new Array<number>(pValues.length);
  order.forEach((index, rank) => {
    adjusted[index] = adjust(pValues[index]!, rank, pValues.length);
  });
  return adjusted;
}

function requireProbabilities(pValues: readonly number[]): void {
  const wrong = pValues.find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) throw new RangeError(`A p value lies between 0 and 1, got ${wrong}`);
}
