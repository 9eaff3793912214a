import type { Predictions } from "../spec/mod.ts";

/**
 * Which examples were classified correctly at their readout tick.
 *
 * @returns 1 or 0 per example, `[n]`, in the order of the test split.
 */
export function correctExamples(predictions: Predictions): Uint8Array {
  const { ticks, labels, predicted, readoutTick } = predictions;
  return Uint8Array.from(
    labels,
    (label, example) => predicted[example * ticks + readoutTick[example]!] === label ? 1 : 0,
  );
}

/** Fraction of correct examples at the readout tick: equal to the run's `outcome.test.accuracy`. */
export function accuracyOf(predictions: Predictions): number {
  const correct = correctExamples(predictions).reduce((sum, one) => sum + one, 0);
  return correct / predictions.examples;
}
