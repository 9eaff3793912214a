/**
 * The expected best of `trials` results, from all results of a search: what a smaller search would
 * have found on average.
 *
 * @param values One result per trial of the search, higher is better.
 * @param trials k, 1 to the number of values; with replacement it may be more.
 * @param sampling `with`: k independent draws from the results (Dodge et al. 2019);
 * `without`: k different ones, which reaches the maximum at k = N.
 * @throws {RangeError} For an empty search or a k out of range.
 *
 * Source: statistical protocol, 3.9.
 */
export function expectedBest(
  values: readonly number[],
  trials: number,
  sampling: "with" | "without" = "with",
): number {
  const count = values.length;
  const most = sampling === "with" ? Infinity : count;
  if (count === 0 || !(Number.isInteger(trials) && trials >= 1 && trials <= most)) {
    throw new RangeError(`Cannot take the best of ${trials} of ${count} results`);
  }
  const sorted = [...values].sort((a, b) => a - b);
  let best = 0;
  let below = 0;
  for (const [index, value] of sorted.entries()) {
    const upTo = noneBeyond(index + 1, { count, trials, sampling });
    best += value * (upTo - below);
    below = upTo;
  }
  return best;
}

/** The probability that all draws are among the lowest `lowest` results. */
function noneBeyond(
  lowest: number,
  { count, trials, sampling }: {
    readonly count: number;
    readonly trials: number;
    readonly sampling: "with" | "without";
  },
): number {
  if (sampling === "with") return (lowest / count) ** trials;
  let probability = 1;
  for (let drawn = 0; drawn < trials; drawn++) {
    probability *= Math.max(0, lowest - drawn) / (count - drawn);
  }
  return probability;
}
