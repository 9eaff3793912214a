import type { Interval } from "./comparison.ts";
import { pairedT } from "./paired_t.ts";
import { scopeEstimate } from "./scope_estimate.ts";

/** Two measurements made one after the other on the same machine, in seconds a step. */
export interface SpeedPair {
  readonly baseline: number;
  readonly tonight: number;
}

/** Whether tonight's code is slower than the baseline's. */
export type SpeedVerdict = "faster" | "same" | "slower" | "inconclusive";

/** How many times as long a step takes as with the baseline's code. */
export interface SpeedRatio {
  readonly ratio: number;
  /** At 99 %; `null` with fewer than 2 pairs. */
  readonly interval: Interval | null;
  readonly pairs: number;
  readonly verdict: SpeedVerdict;
  /** One sentence without a full stop. */
  readonly reason: string;
}

/** Fewer pairs than this give no verdict. */
export const MINIMUM_PAIRS = 5;

/** A ratio from 1 / 1.1 to 1.1 counts as the same speed. */
export const SPEED_TOLERANCE = 1.1;

/** Alarms may ring on any night for years, so they are rarer than a study's. */
const ALPHA = 0.01;

/**
 * Judges the speed of tonight's code by interleaved pairs: what slows both measurements of a pair
 * down cancels. The mean is taken over logarithms, so that faster and slower are treated alike.
 * `same` needs the 98 % interval within the tolerance; `slower` and `faster` need a 99 % interval
 * without 1 and a ratio beyond the tolerance, as a slowness of some per cent is not worth an alarm.
 *
 * @throws {RangeError} Without pairs, or for a duration that is not positive.
 *
 * Source: statistical protocol, 3.10 (speed).
 */
export function speedRatio(pairs: readonly SpeedPair[]): SpeedRatio {
  if (pairs.length === 0) throw new RangeError("A speed ratio needs at least one pair");
  const broken = pairs.flatMap((pair) => [pair.baseline, pair.tonight])
    .find((one) => !(one > 0 && Number.isFinite(one)));
  if (broken !== undefined) throw new RangeError(`A duration must be positive, got ${broken}`);
  const logarithms = pairs.map(({ baseline, tonight }) => Math.log(tonight / baseline));
  const margin = Math.log(SPEED_TOLERANCE);
  if (pairs.length < 2) {
    return {
      ratio: Math.exp(logarithms[0]!),
      interval: null,
      pairs: 1,
      verdict: "inconclusive",
      reason: `only 1 pair: a verdict needs at least ${MINIMUM_PAIRS}`,
    };
  }
  const { mean, difference, equivalence } = scopeEstimate("benchmark", pairedT(logarithms), {
    alpha: ALPHA,
    comparisons: 1,
    margin,
  });
  return {
    ratio: Math.exp(mean),
    interval: { low: Math.exp(difference.low), high: Math.exp(difference.high) },
    pairs: pairs.length,
    ...decide({ mean, difference, equivalence, margin, pairs: pairs.length }),
  };
}

function decide({ mean, difference, equivalence, margin, pairs }: {
  readonly mean: number;
  readonly difference: Interval;
  readonly equivalence: Interval;
  readonly margin: number;
  readonly pairs: number;
}): Pick<SpeedRatio, "verdict" | "reason"> {
  const tolerance = `${Math.round(100 * (SPEED_TOLERANCE - 1))} %`;
  if (pairs < MINIMUM_PAIRS) {
    return {
      verdict: "inconclusive",
      reason: `only ${pairs} pairs: a verdict needs at least ${MINIMUM_PAIRS}`,
    };
  }
  if (equivalence.low > -margin && equivalence.high < margin) {
    return { verdict: "same", reason: `the 98 % interval lies within ${tolerance} of 1` };
  }
  if (difference.low > 0 && mean > margin) {
    return {
      verdict: "slower",
      reason: `the 99 % interval lies above 1, by more than ${tolerance}`,
    };
  }
  if (difference.high < 0 && mean < -margin) {
    return {
      verdict: "faster",
      reason: `the 99 % interval lies below 1, by more than ${tolerance}`,
    };
  }
  return {
    verdict: "inconclusive",
    reason: `the intervals exclude neither 1 nor a change of more than ${tolerance}`,
  };
}
