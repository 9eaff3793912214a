/** Relative size below which a term of the continued fraction no longer matters. */
const CONVERGED = 1e-16;

/** Enough terms for 10^8 degrees of freedom; the number grows with their square root. */
const MOST_TERMS = 20_000;

/**
 * P(T <= t) for Student's t with `degrees` > 0 degrees of freedom, real-valued.
 *
 * Small probabilities keep their relative accuracy: for an upper tail use `studentTCdf(-t, degrees)`.
 *
 * @throws {RangeError} If `degrees` is not positive and finite, or `t` is not a number.
 */
export function studentTCdf(t: number, degrees: number): number {
  const half = studentTTwoSided(t, degrees) / 2;
  return t > 0 ? 1 - half : half;
}

/**
 * P(|T| >= |t|), the two-sided p value, for Student's t with `degrees` degrees of freedom.
 *
 * Equals the regularised incomplete beta function I_x(degrees / 2, 1 / 2) at
 * x = degrees / (degrees + t^2).
 *
 * @throws {RangeError} If `degrees` is not positive and finite, or `t` is not a number.
 */
export function studentTTwoSided(t: number, degrees: number): number {
  requireDegrees(degrees);
  if (Number.isNaN(t)) throw new RangeError("Cannot evaluate Student's t at NaN");
  const a = degrees / 2;
  const squared = (t / Math.sqrt(degrees)) ** 2;
  if (squared === 0) return 1;
  if (t === Infinity || t === -Infinity) return 0;
  const x = 1 / (1 + squared);
  const rest = squared === Infinity ? 1 : squared / (1 + squared);
  // x^a (1 - x)^(1/2) / B(a, 1/2)
  const front = Math.exp(a * logOfX(t, degrees)) * Math.sqrt(rest) * gammaRatio(a) /
    Math.sqrt(Math.PI);
  return x < (a + 1) / (a + 2.5)
    ? front / a * betaFraction(x, a, 0.5)
    : 1 - front / 0.5 * betaFraction(rest, 0.5, a);
}

/**
 * The t with P(T <= t) = `probability`.
 *
 * @throws {RangeError} If `probability` is not strictly between 0 and 1, or `degrees` is not positive
 * and finite, or the quantile is beyond the range of numbers.
 */
export function studentTQuantile(probability: number, degrees: number): number {
  requireDegrees(degrees);
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`A quantile needs a probability between 0 and 1, got ${probability}`);
  }
  const tail = 2 * Math.min(probability, 1 - probability);
  if (tail === 1) return 0;
  const magnitude = solveTail(tail, degrees);
  return probability < 0.5 ? -magnitude : magnitude;
}

/** The positive t with P(|T| >= t) = `tail`: Newton's method kept inside a bracket. */
function solveTail(tail: number, degrees: number): number {
  let high = 1;
  while (studentTTwoSided(high, degrees) > tail) {
    high *= 2;
    if (high === Infinity) {
      throw new RangeError(`The t quantile for ${degrees} degrees of freedom is too large`);
    }
  }
  let low = high === 1 ? 0 : high / 2;
  let t = (low + high) / 2;
  for (let iteration = 0; iteration < 200; iteration++) {
    const excess = studentTTwoSided(t, degrees) - tail;
    if (excess > 0) low = t;
    else high = t;
    const step = excess / (2 * density(t, degrees));
    const next = t + step > low && t + step < high ? t + step : (low + high) / 2;
    if (Math.abs(next - t) <= 2e-16 * t || excess === 0) return t;
    t = next;
  }
  return t;
}

function density(t: number, degrees: number): number {
  const a = degrees / 2;
  return Math.exp((a + 0.5) * logOfX(t, degrees)) * gammaRatio(a) / Math.sqrt(Math.PI * degrees);
}

/** ln(degrees / (degrees + t^2)), also where t^2 overflows. */
function logOfX(t: number, degrees: number): number {
  const squared = (t / Math.sqrt(degrees)) ** 2;
  return squared === Infinity
    ? Math.log(degrees) - 2 * Math.log(Math.abs(t))
    : -Math.log1p(squared);
}

/**
 * gamma(a + 1/2) / gamma(a): the recurrence lifts `a` to 20, where the asymptotic series of the
 * logarithm is exact to rounding. A difference of two log-gammas would cancel for large `a`.
 */
function gammaRatio(a: number): number {
  let factor = 1;
  let z = a;
  for (; z < 20; z++) factor *= z / (z + 0.5);
  const w = 1 / (z * z);
  const series = (-1 / 8 + w * (1 / 192 + w * (-1 / 640 + w * (17 / 14336 - w * 31 / 18432)))) / z;
  return factor * Math.sqrt(z) * Math.exp(series);
}

/**
 * The continued fraction of the incomplete beta function, by the modified Lentz method.
 *
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.5.8.
 */
function betaFraction(x: number, a: number, b: number): number {
  const away = (value: number) => Math.abs(value) < 1e-300 ? 1e-300 : value;
  let numerator = 1;
  let denominator = 1 / away(1 - (a + b) * x / (a + 1));
  let result = denominator;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const coefficient of [even, odd]) {
      denominator = 1 / away(1 + coefficient * denominator);
      numerator = away(1 + coefficient / numerator);
      change = numerator * denominator;
      result *= change;
    }
    if (Math.abs(change - 1) <= CONVERGED) return result;
  }
  throw new RangeError(`The incomplete beta function did not converge for a = ${a}, b = ${b}`);
}

function requireDegrees(degrees: number): void {
  if (!(degrees > 0 && degrees < Infinity)) {
    throw new RangeError(`Degrees of freedom must be positive and finite, got ${degrees}`);
  }
}
