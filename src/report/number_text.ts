import type { Interval } from "../analysis/comparison.ts";
import { formatCount, formatP, formatPoints } from "../analysis/format_numbers.ts";

/** What stands where there is no number: `null`, or the mean of nothing. */
export const NOTHING = "–";

/** A fraction as a percentage, for example `87.31 %`; a dash for nothing. */
export function percentText(fraction: number | null, digits = 2): string {
  return isNothing(fraction) ? NOTHING : `${pointsText(fraction, digits)} %`;
}

/** A fraction in per cent without a unit, for example `0.31`; a dash for nothing. */
export function pointsText(fraction: number | null, digits = 2): string {
  return fixedText(fraction === null ? null : 100 * fraction, digits);
}

/** A difference of fractions as percentage points, signed: `+1.20`, `−0.22`; a dash for nothing. */
export function signedPointsText(difference: number | null, digits = 2): string {
  return isNothing(difference) ? NOTHING : formatPoints(difference, digits);
}

/** An interval of differences in percentage points: `[−0.56, +0.12]`. */
export function pointsIntervalText(interval: Interval | null, digits = 2): string {
  if (interval === null) return NOTHING;
  return `[${formatPoints(interval.low, digits)}, ${formatPoints(interval.high, digits)}]`;
}

/** An interval of accuracies in per cent: `[86.9, 87.7]`. */
export function percentIntervalText(interval: Interval | null, digits = 2): string {
  if (interval === null) return NOTHING;
  return `[${pointsText(interval.low, digits)}, ${pointsText(interval.high, digits)}]`;
}

/** A p value: `0.0140`, `9.3e-7`; a dash for nothing. */
export function probabilityText(p: number | null): string {
  return isNothing(p) ? NOTHING : formatP(p);
}

/** A count with separators (`20,000`), or from 10^8 on in the form `1.23e12`; a dash for nothing. */
export function amountText(value: number | null): string {
  if (isNothing(value)) return NOTHING;
  return Math.abs(value) < 1e8 ? formatCount(value) : value.toExponential(2).replace("e+", "e");
}

/** A number with a fixed number of decimals and a true minus sign; a dash for nothing. */
export function fixedText(value: number | null, digits: number): string {
  return isNothing(value) ? NOTHING : value.toFixed(digits).replace("-", "−");
}

/** A level such as 0.95 in per cent without needless zeros: `95 %`, `97.5 %`. */
export function levelText(level: number): string {
  return `${Number((100 * level).toFixed(2))} %`;
}

function isNothing(value: number | null): value is null {
  return value === null || Number.isNaN(value);
}
