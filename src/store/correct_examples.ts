import { type Predictions, rightAnswers } from "../spec/mod.ts";

/** Counts of right positions, example by example, at the readout tick. */
function rightPositions(predictions: Predictions): Uint32Array {
  const { examples, readoutTick } = predictions;
  const right = new Uint32Array(examples);
  for (let example = 0; example < examples; example++) {
    right[example] = rightAnswers(predictions, example, readoutTick[example]!);
  }
  return right;
}

/**
 * How right the answer to each example is at its readout tick: the fraction of its positions, which
 * is 1 or 0 where there is one.
 *
 * @returns `[n]`, in the order of the test split.
 */
export function correctExamples(predictions: Predictions): Float64Array {
  const right = rightPositions(predictions);
  return Float64Array.from(right, (count) => count / predictions.positions);
}

/** Fraction of right answers at the readout tick: equal to the run's `outcome.test.accuracy`. */
export function accuracyOf(predictions: Predictions): number {
  const right = rightPositions(predictions).reduce((sum, count) => sum + count, 0);
  return right / (predictions.examples * predictions.positions);
}
