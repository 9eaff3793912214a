import { medianOf } from "./change_point.ts";

/** Scales a median absolute deviation to the standard deviation of normal noise. */
const NORMAL = 1.4826;

/**
 * How unusual `value` is among earlier ones, in robust standard deviations. For display only: no
 * verdict and no alarm rests on it.
 *
 * @returns `(value - median) / (1.4826 MAD)`, or `null` with fewer than 5 earlier values or where
 * more than half of them are equal.
 *
 * Source: statistical protocol, 3.10.
 */
export function robustZ(value: number, earlier: readonly number[]): number | null {
  if (earlier.length < 5) return null;
  const median = medianOf(earlier);
  const spread = NORMAL * medianOf(earlier.map((one) => Math.abs(one - median)));
  return spread > 0 ? (value - median) / spread : null;
}
