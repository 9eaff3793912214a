import { describe } from "./describe.ts";
import { studentTTwoSided } from "./student_t.ts";

/** Welch's unpaired test. */
export interface Welch {
  readonly difference: number;
  readonly standardError: number;
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Welch's t of two samples as if they were not paired, for contrast with the paired analysis.
 *
 * @returns `null` with fewer than 2 values on a side, or where neither side varies.
 *
 * Source: statistical protocol, 3.12 (F1).
 */
export function welch(left: readonly number[], right: readonly number[]): Welch | null {
  if (left.length < 2 || right.length < 2) return null;
  const [one, other] = [describe(left), describe(right)];
  const [ofLeft, ofRight] = [one.standardError! ** 2, other.standardError! ** 2];
  if (ofLeft + ofRight === 0) return null;
  const difference = one.mean - other.mean;
  const standardError = Math.sqrt(ofLeft + ofRight);
  const t = difference / standardError;
  const degreesOfFreedom = (ofLeft + ofRight) ** 2 /
    (ofLeft ** 2 / (left.length - 1) + ofRight ** 2 / (right.length - 1));
  return {
    difference,
    standardError,
    t,
    degreesOfFreedom,
    p: studentTTwoSided(t, degreesOfFreedom),
  };
}
