const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2] as const;
const MOST_TICKS = 7;

/** The range and the marks of an axis of accuracies. */
export interface AccuracyAxis {
  readonly domain: [number, number];
  readonly values: number[];
  /** Vega expression of the labels: `80 %`. */
  readonly labelExpr: string;
}

/**
 * An axis that holds all `values` with a little room, marked at round numbers and within 0 and 1, so
 * that panels with the same values get the same axis.
 */
export function accuracyAxis(values: readonly number[]): AccuracyAxis {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = Math.max(0.06 * (high - low), 0.002);
  const start = round(Math.max(0, low - room));
  const end = round(Math.min(1, high + room));
  const step = STEPS.find((size) => (end - start) / size <= MOST_TICKS) ?? 0.2;
  const first = Math.ceil(start / step - 1e-9);
  const last = Math.floor(end / step + 1e-9);
  // Whole steps are counted, because adding fractions would drift off the round numbers.
  const marks = Array.from(
    { length: last - first + 1 },
    (_, index) => round((first + index) * step),
  );
  return { domain: [start, end], values: marks, labelExpr: percentLabel(step < 0.01 ? 1 : 0) };
}

/** A Vega expression that writes a fraction as the texts do: `80 %`. */
export function percentLabel(digits: number): string {
  return `replace(format(datum.value, '.${digits}%'), '%', ' %')`;
}

function round(value: number): number {
  return Number(value.toFixed(6));
}
