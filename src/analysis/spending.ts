import { type Quadrature, quadrature } from "./integrate.ts";
import { normalCdf, normalDensity, normalQuantile } from "./normal.ts";

/** How far the sums are followed, in standard deviations. */
const REACH = 9;

/**
 * The part of a one-sided level that may be spent up to the information fraction `fraction`, by the
 * rule of Lan and DeMets that resembles O'Brien and Fleming's: 2 - 2 Phi(z_{1 - level / 2} / sqrt t).
 *
 * Source: statistical protocol, 3.7.
 */
export function spentLevel(fraction: number, level: number): number {
  return 2 * normalCdf(-normalQuantile(1 - level / 2) / Math.sqrt(fraction));
}

/**
 * The critical values of planned looks: a one-sided test that compares Z at each look with its value
 * rejects a true hypothesis with the probability `level` in all, spent as {@link spentLevel} says.
 *
 * @param fractions Information at each look over that at the last, rising; usually numbers of seeds.
 * @param level One-sided.
 * @returns One z per look.
 * @throws {RangeError} If the fractions do not rise within (0, 1], or the level is not below 0.5.
 *
 * Source: statistical protocol, 3.7; recursion of Armitage, McPherson and Rowe 1969.
 */
export function lookBoundaries(fractions: readonly number[], level: number): number[] {
  if (!(level > 0 && level < 0.5)) {
    throw new RangeError(`A one-sided level must lie between 0 and 0.5, got ${level}`);
  }
  fractions.forEach((fraction, index) => {
    if (!(fraction > (fractions[index - 1] ?? 0) && fraction <= 1)) {
      throw new RangeError(
        `Information fractions must rise within 0 to 1, got ${fractions.join(", ")}`,
      );
    }
  });
  const steps = fractions.map((fraction, index) => fraction - (fractions[index - 1] ?? 0));
  const panelWidth = Math.sqrt(Math.min(...steps, 1)) / 2;
  const boundaries: number[] = [];
  let going: Continuing | null = null;
  let spent = 0;
  for (const [index, fraction] of fractions.entries()) {
    const total = spentLevel(fraction, level);
    const deviation = Math.sqrt(steps[index]!);
    const limit: number = going === null
      ? -normalQuantile(total) * deviation
      : solveLimit(going, { deviation, tail: total - spent, fraction });
    boundaries.push(limit / Math.sqrt(fraction));
    going = advance(going, { deviation, limit, fraction, panelWidth });
    spent = total;
  }
  return boundaries;
}

/** The sum of increments in the studies that have not stopped: its density at the points. */
interface Continuing extends Quadrature {
  readonly density: Float64Array;
  /** Where the first panel begins, and the width of each. */
  readonly low: number;
  readonly panelWidth: number;
}

/** P(continued so far and the next sum is above `limit`). */
function tailAbove(going: Continuing, limit: number, deviation: number): number {
  let tail = 0;
  going.points.forEach((point, index) => {
    const z = (point - limit) / deviation;
    if (z > -REACH) tail += going.weights[index]! * going.density[index]! * normalCdf(z);
  });
  return tail;
}

function solveLimit(
  going: Continuing,
  { deviation, tail, fraction }: {
    readonly deviation: number;
    readonly tail: number;
    readonly fraction: number;
  },
): number {
  let low = 0;
  let high = REACH * Math.sqrt(fraction);
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (tailAbove(going, middle, deviation) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** One look further: the density of the sums that stay below `limit`. */
function advance(
  going: Continuing | null,
  { deviation, limit, fraction, panelWidth }: {
    readonly deviation: number;
    readonly limit: number;
    readonly fraction: number;
    readonly panelWidth: number;
  },
): Continuing {
  const low = -REACH * Math.sqrt(fraction);
  const panels = Math.ceil((limit - low) / panelWidth);
  const rule = quadrature(low, limit, panels);
  const density = rule.points.map((point) => {
    if (going === null) return normalDensity(point / deviation) / deviation;
    // Farther increments than this do not occur; panels are in order, points within one are not.
    const panelOf = (sum: number) => Math.floor((sum - going.low) / going.panelWidth);
    const first = 8 * Math.max(0, panelOf(point - REACH * deviation));
    const last = Math.min(going.points.length, 8 * (panelOf(point + REACH * deviation) + 1));
    let sum = 0;
    for (let index = first; index < last; index++) {
      const z = (point - going.points[index]!) / deviation;
      sum += going.weights[index]! * going.density[index]! * normalDensity(z);
    }
    return sum / deviation;
  });
  return { ...rule, density, low, panelWidth: (limit - low) / panels };
}
