/** Beyond this many standard deviations both tails are 0 in double precision. */
const FARTHEST = 39;

/** Below this the series of the distribution converges quickly; above it the continued fraction. */
const SERIES_UP_TO = 3;

/** ln sqrt(2 pi). */
const LOG_ROOT_TWO_PI = 0.9189385332046728;

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp(-z * z / 2 - LOG_ROOT_TWO_PI);
}

/**
 * P(Z <= z) of the standard normal distribution. Small probabilities keep their relative accuracy:
 * for an upper tail use `normalCdf(-z)`.
 *
 * @throws {RangeError} If `z` is not a number.
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) throw new RangeError("Cannot evaluate the normal distribution at NaN");
  if (z > SERIES_UP_TO) return 1 - upperTail(z);
  if (z < -SERIES_UP_TO) return upperTail(-z);
  return 0.5 + normalDensity(z) * oddSeries(z);
}

/**
 * The z with P(Z <= z) = `probability`.
 *
 * @throws {RangeError} If `probability` is not strictly between 0 and 1.
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`A quantile needs a probability between 0 and 1, got ${probability}`);
  }
  if (probability > 0.5) return -normalQuantile(1 - probability);
  // Newton's method on the logarithm, which is concave: it converges from every point below.
  let z = -Math.sqrt(-2 * Math.log(probability));
  for (let iteration = 0; iteration < 100; iteration++) {
    const below = normalCdf(z);
    const step = Math.log(probability / below) * below / normalDensity(z);
    z += step;
    if (Math.abs(step) <= 1e-15 * Math.max(1, Math.abs(z))) break;
  }
  return z;
}

/** z + z^3/3 + z^5/(3 5) + ..., Abramowitz and Stegun 26.2.11. */
function oddSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-18 * Math.abs(sum); odd += 2) {
    term *= z * z / odd;
    sum += term;
  }
  return sum;
}

/** P(Z > z) for z > 3, by the continued fraction of Abramowitz and Stegun 26.2.14 from its tail. */
function upperTail(z: number): number {
  if (z > FARTHEST) return 0;
  let fraction = z;
  for (let place = 80; place >= 1; place--) fraction = z + place / fraction;
  return normalDensity(z) / fraction;
}
