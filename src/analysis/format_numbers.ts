/** U+2212, the true minus sign. */
const MINUS = "\u2212";

const counts = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** A whole number with thousands separators: `10,000`. */
export function formatCount(count: number): string {
  return counts.format(count).replace("-", MINUS);
}

/**
 * A difference of fractions as percentage points with its sign and without a unit: 0.012 is `+1.20`,
 * -0.0022 is `−0.22`. The sign stays where the digits round to 0; exactly 0 has none.
 *
 * @param digits After the decimal point, 2 unless given.
 */
export function formatPoints(difference: number, digits = 2): string {
  const sign = difference > 0 ? "+" : difference < 0 ? MINUS : "";
  return sign + (Math.abs(difference) * 100).toFixed(digits);
}

/** A p value: three significant digits down to 0.001, then two in the form `9.3e-7`. */
export function formatP(p: number): string {
  if (p === 0) return "0";
  return p >= 0.001 ? p.toPrecision(3) : p.toExponential(1);
}
