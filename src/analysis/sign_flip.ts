/** With more seeds the exact test would enumerate over a million sign patterns. */
export const MOST_SIGN_FLIP_SEEDS = 20;

/**
 * Exact two-sided sign-flip p of the mean: the share of the 2^S sign patterns whose absolute sum is
 * at least the observed one. Free of distributional assumptions beyond symmetry; its smallest value
 * is 2 / 2^S, so that 5 seeds cannot go below 0.0625.
 *
 * @param differences One mean difference per seed.
 * @returns `null` without seeds, and above {@link MOST_SIGN_FLIP_SEEDS} seeds: there only a random
 * sample of the patterns would be affordable, and a sampled p is not exact.
 *
 * Source: statistical protocol, 3.9.
 */
export function signFlip(differences: readonly number[]): number | null {
  const [first, ...others] = differences;
  if (first === undefined || differences.length > MOST_SIGN_FLIP_SEEDS) return null;
  // A pattern and its mirror image have the same absolute sum, so the first sign stays as it is.
  const sums = new Float64Array(2 ** others.length);
  sums[0] = first;
  others.forEach((difference, index) => {
    const filled = 2 ** index;
    for (let pattern = 0; pattern < filled; pattern++) {
      const sum = sums[pattern]!;
      sums[pattern] = sum + difference;
      sums[pattern + filled] = sum - difference;
    }
  });
  const magnitude = differences.reduce((sum, difference) => sum + Math.abs(difference), 0);
  // Equal sums reached in a different order differ by rounding and must count as ties.
  const observed = Math.abs(sums[0]!) - 1e-9 * magnitude;
  let extreme = 0;
  for (const sum of sums) if (Math.abs(sum) >= observed) extreme++;
  return extreme / sums.length;
}
