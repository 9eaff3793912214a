import { logGamma } from "./log_gamma.ts";

/** Enough terms for some 10^6 degrees of freedom; the number grows with their square root. */
const MOST_TERMS = 20_000;

/**
 * P(X <= x) of the chi-squared distribution with `degrees` > 0 degrees of freedom, real-valued: the
 * regularised incomplete gamma function P(degrees / 2, x / 2).
 *
 * @throws {RangeError} If `degrees` is not positive and finite, or `x` is negative or not a number.
 *
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 6.5.29 and 6.5.31.
 */
export function chiSquaredCdf(x: number, degrees: number): number {
  if (!(degrees > 0 && degrees < Infinity)) {
    throw new RangeError(`Degrees of freedom must be positive and finite, got ${degrees}`);
  }
  if (!(x >= 0)) throw new RangeError(`Chi-squared is at least 0, got ${x}`);
  if (x === 0) return 0;
  const a = degrees / 2;
  const half = x / 2;
  const front = Math.exp(a * Math.log(half) - half - logGamma(a));
  return half < a + 1 ? front * lowerSeries(half, a) : 1 - front * upperFraction(half, a);
}

/**
 * The x with P(X <= x) = `probability`, by bisection.
 *
 * @throws {RangeError} If `probability` is not strictly between 0 and 1, or as {@link chiSquaredCdf}.
 */
export function chiSquaredQuantile(probability: number, degrees: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`A quantile needs a probability between 0 and 1, got ${probability}`);
  }
  let low = 0;
  let high = Math.max(1, degrees);
  while (chiSquaredCdf(high, degrees) < probability) high *= 2;
  while (high - low > 1e-14 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (chiSquaredCdf(middle, degrees) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function lowerSeries(x: number, a: number): number {
  let term = 1 / a;
  let sum = term;
  for (let k = 1; k <= MOST_TERMS && term > 1e-17 * sum; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** By the modified Lentz method. */
function upperFraction(x: number, a: number): number {
  let b = x + 1 - a;
  let numerator = 1e300;
  let denominator = 1 / b;
  let result = denominator;
  for (let k = 1; k <= MOST_TERMS; k++) {
    const coefficient = -k * (k - a);
    b += 2;
    const below = coefficient * denominator + b;
    denominator = 1 / (Math.abs(below) < 1e-300 ? 1e-300 : below);
    const above = b + coefficient / numerator;
    numerator = Math.abs(above) < 1e-300 ? 1e-300 : above;
    const change = numerator * denominator;
    result *= change;
    if (Math.abs(change - 1) <= 1e-16) break;
  }
  return result;
}
