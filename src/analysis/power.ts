import { chiSquaredQuantile } from "./chi_squared.ts";
import { meanOverDeviation, noncentralTUpper } from "./noncentral_t.ts";
import { normalCdf } from "./normal.ts";
import { studentTQuantile } from "./student_t.ts";

/** A study as planned: how precisely it will measure its mean difference. */
export interface Precision {
  /** True standard error of the mean difference. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/**
 * The probability that a study shows a difference: that the lower end of its difference interval
 * lies above 0 when the true difference is `difference`.
 *
 * @param level Two-sided level alpha / m.
 *
 * Source: statistical protocol, 3.8 (noncentral t).
 */
export function powerToLead(
  { standardError, degreesOfFreedom }: Precision,
  { difference, level }: { readonly difference: number; readonly level: number },
): number {
  return noncentralTUpper(studentTQuantile(1 - level / 2, degreesOfFreedom), {
    degrees: degreesOfFreedom,
    noncentrality: difference / standardError,
  });
}

/**
 * The probability that a study shows equivalence: that its equivalence interval lies inside the
 * margin when the true difference is `difference`.
 *
 * @param level Of each of the two one-sided tests, alpha / m.
 *
 * Source: statistical protocol, 3.8 (two one-sided tests, by integration over s).
 */
export function powerToMatch(
  { standardError, degreesOfFreedom }: Precision,
  { difference, margin, level }: {
    readonly difference: number;
    readonly margin: number;
    readonly level: number;
  },
): number {
  const quantile = studentTQuantile(1 - level, degreesOfFreedom);
  const inside = (u: number) => {
    const room = margin / standardError - quantile * u;
    const shift = difference / standardError;
    return normalCdf(room - shift) - normalCdf(-room - shift);
  };
  // With a larger observed deviation the interval is wider than the margins are apart.
  return meanOverDeviation(inside, degreesOfFreedom, margin / (quantile * standardError));
}

/** The paired t over `seeds` seeds whose differences have the standard deviation `deviation`. */
export function pairedPrecision(deviation: number, seeds: number): Precision {
  return { standardError: deviation / Math.sqrt(seeds), degreesOfFreedom: seeds - 1 };
}

/**
 * The first of the sizes `from`, `from + 1`, ... up to `to` at which `power` reaches `wanted`; `null`
 * where none does. The power must not fall as the size grows.
 */
export function firstSize(
  power: (size: number) => number,
  { from, to, wanted }: { readonly from: number; readonly to: number; readonly wanted: number },
): number | null {
  if (power(from) >= wanted) return from;
  let low = from;
  let high = Math.min(to, 2 * from);
  while (power(high) < wanted) {
    if (high === to) return null;
    low = high;
    high = Math.min(to, 2 * high);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (power(middle) >= wanted) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * The smallest true difference that a study shows with the probability `wanted`.
 *
 * @param level Two-sided level alpha / m.
 *
 * Source: statistical protocol, 3.8 (minimum detectable difference).
 */
export function minimumDetectableDifference(
  precision: Precision,
  { level, wanted }: { readonly level: number; readonly wanted: number },
): number {
  const power = (difference: number) => powerToLead(precision, { difference, level });
  let low = 0;
  let high = precision.standardError;
  while (power(high) < wanted) [low, high] = [high, 2 * high];
  while (high - low > 1e-10 * high) {
    const middle = (low + high) / 2;
    if (power(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Half the width of the difference interval where the observed standard error is the true one. */
export function halfWidth({ standardError, degreesOfFreedom }: Precision, level: number): number {
  return studentTQuantile(1 - level / 2, degreesOfFreedom) * standardError;
}

/**
 * What to multiply an observed standard deviation by to get its upper one-sided 80 % bound: a pilot
 * of few seeds may have been lucky.
 *
 * @param degrees Degrees of freedom of the observed deviation: seeds - 1.
 *
 * Source: statistical protocol, 3.8 (1.558 from 5 seeds, 1.293 from 10, 1.177 from 20).
 */
export function pilotInflation(degrees: number): number {
  return Math.sqrt(degrees / chiSquaredQuantile(0.2, degrees));
}
