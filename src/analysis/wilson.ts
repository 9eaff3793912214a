import type { Interval } from "./comparison.ts";
import { normalQuantile } from "./normal.ts";

/**
 * Wilson's score interval of a proportion.
 *
 * @param level Coverage, 0.95 unless given.
 * @throws {RangeError} Without trials, or with more successes than trials.
 */
export function wilson(successes: number, trials: number, level = 0.95): Interval {
  if (!(trials > 0) || !(successes >= 0 && successes <= trials)) {
    throw new RangeError(`A proportion needs successes out of trials, got ${successes}/${trials}`);
  }
  const z = normalQuantile((1 + level) / 2);
  const share = successes / trials;
  const shrink = 1 + z * z / trials;
  const centre = (share + z * z / (2 * trials)) / shrink;
  const half = z / shrink * Math.sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
