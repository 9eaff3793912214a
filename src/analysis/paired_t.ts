import { describe } from "./describe.ts";

/** An estimated mean difference with its uncertainty. */
export interface Estimate {
  readonly mean: number;
  /** 0 where the data do not vary at all. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/**
 * The benchmark scope: paired t over the seeds' mean differences, "new seeds, these very examples".
 * se = sd / sqrt(S) with S - 1 degrees of freedom.
 *
 * @param differences One mean difference per seed, r_s.
 * @throws {RangeError} With fewer than 2 seeds.
 *
 * Source: statistical protocol, 3.2.
 */
export function pairedT(differences: readonly number[]): Estimate {
  const { mean, standardError, count } = describe(differences);
  if (standardError === null) {
    throw new RangeError(`A paired t needs at least 2 seeds, got ${count}`);
  }
  return { mean, standardError, degreesOfFreedom: count - 1 };
}
