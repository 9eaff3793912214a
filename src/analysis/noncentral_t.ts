import { integrate } from "./integrate.ts";
import { logGamma } from "./log_gamma.ts";
import { normalCdf } from "./normal.ts";

/** Panels of eight points each; twice as many change no result by more than 1e-13. */
const PANELS = 60;

/**
 * The mean of `f(u)` over u = s / sigma, the ratio of a sample's standard deviation to the true one
 * with `degrees` degrees of freedom, restricted to `u <= most`.
 *
 * @param f Smooth up to `most`.
 * @param most Infinity unless given.
 * @throws {RangeError} If `degrees` is not positive and finite.
 */
export function meanOverDeviation(
  f: (u: number) => number,
  degrees: number,
  most = Infinity,
): number {
  if (!(degrees > 0 && degrees < Infinity)) {
    throw new RangeError(`Degrees of freedom must be positive and finite, got ${degrees}`);
  }
  const constant = Math.LN2 + degrees / 2 * Math.log(degrees / 2) - logGamma(degrees / 2);
  const density = (u: number) =>
    Math.exp(constant + (degrees - 1) * Math.log(u) - degrees * u * u / 2);
  // Nearly normal with variance 1 / (2 degrees), and never flatter than a half-normal.
  const reach = 12 / Math.sqrt(2 * degrees);
  const low = Math.max(0, 1 - reach);
  return integrate((u) => f(u) * density(u), [low, Math.min(most, 1 + reach)], PANELS);
}

/**
 * P(T > t) for the noncentral t distribution: T = (Z + noncentrality) / u with Z standard normal and
 * u as in {@link meanOverDeviation}.
 */
export function noncentralTUpper(
  t: number,
  { degrees, noncentrality }: { readonly degrees: number; readonly noncentrality: number },
): number {
  return meanOverDeviation((u) => normalCdf(noncentrality - t * u), degrees);
}
