/** From here on the asymptotic series is exact to rounding. */
const LARGE = 15;

/** ln(2 pi) / 2. */
const HALF_LOG_TWO_PI = 0.9189385332046728;

/**
 * ln gamma(x) for x > 0, by the recurrence up to 15 and Stirling's series from there.
 *
 * @throws {RangeError} If `x` is not positive.
 *
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 6.1.40.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`ln gamma is for positive numbers, got ${x}`);
  let product = 1;
  let z = x;
  for (; z < LARGE; z++) product *= z;
  const w = 1 / (z * z);
  const series = (1 / 12 +
    w * (-1 / 360 + w * (1 / 1260 + w * (-1 / 1680 + w * (1 / 1188 - w * 691 / 360360))))) / z;
  return (z - 0.5) * Math.log(z) - z + HALF_LOG_TWO_PI + series - Math.log(product);
}
