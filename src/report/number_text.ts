import type { Interval } from "../analysis/comparison.ts";

/** What stands where there is no number. */
export const NOTHING = "–";

/** Whether there is no number: `null`, or the mean of nothing. */
function isNothing(value: number | null): value is null {
  return value === null || Number.isNaN(value);
}

/** A fraction as a percentage, for example `87.31%`; a dash for `null`. */
export function percentText(fraction: number | null, digits = 2): string {
  return isNothing(fraction) ? NOTHING : `${trueMinus((100 * fraction).toFixed(digits))}%`;
}

/** A fraction as percentage points without a sign or unit, for example `0.31`; a dash for `null`. */
export function pointsText(fraction: number | null, digits = 2): string {
  return isNothing(fraction) ? NOTHING : trueMinus((100 * fraction).toFixed(digits));
}

/** A difference of fractions as percentage points, always signed: `+1.20`, `−0.22`. */
export function signedPointsText(difference: number | null, digits = 2): string {
  if (isNothing(difference)) return NOTHING;
  const text = (100 * difference).toFixed(digits);
  return Number(text) > 0
    ? `+${text}`
    : trueMinus(Number(text) === 0 ? text.replace("-", "") : text);
}

/** An interval of differences in percentage points: `[−0.56, +0.12]`. */
export function pointsIntervalText(interval: Interval | null, digits = 2): string {
  if (interval === null) return NOTHING;
  const { low, high } = interval;
  return `[${signedPointsText(low, digits)}, ${signedPointsText(high, digits)}]`;
}

/** An interval of accuracies in per cent: `[86.9, 87.7]`; a dash where an end is missing. */
export function percentIntervalText(low: number | null, high: number | null, digits = 2): string {
  if (low === null || high === null) return NOTHING;
  return `[${pointsText(low, digits)}, ${pointsText(high, digits)}]`;
}

/** A probability to two significant digits: `0.014`, `9.3e-7`. */
export function probabilityText(p: number | null): string {
  if (isNothing(p)) return NOTHING;
  if (p === 0) return "0";
  return p < 0.001 ? exponent(p, 1) : String(Number(p.toPrecision(2)));
}

/** A count or an amount: whole below a million, else `1.23e12`; a dash for `null`. */
export function amountText(value: number | null): string {
  if (isNothing(value)) return NOTHING;
  if (Math.abs(value) >= 1e6) return exponent(value, 2);
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** A number with a fixed number of decimals; a dash for `null`. */
export function fixedText(value: number | null, digits: number): string {
  return isNothing(value) ? NOTHING : trueMinus(value.toFixed(digits));
}

/** A level such as 0.95 in per cent without needless zeros: `95%`, `97.5%`. */
export function levelText(level: number): string {
  return `${Number((100 * level).toFixed(2))}%`;
}

/** `text` with a minus sign for its hyphen. */
function trueMinus(text: string): string {
  return text.replace("-", "−");
}

function exponent(value: number, digits: number): string {
  return value.toExponential(digits).replace("e+", "e");
}
