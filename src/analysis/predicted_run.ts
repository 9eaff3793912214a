import { BenchError, EXIT } from "../spec/errors.ts";
import { type Predictions, rightAnswers } from "../spec/mod.ts";

/** A finished run with what it answers to every example. */
export interface PredictedRun {
  readonly seed: number;
  /** A diverged run has no predictions and counts as a guess where a number needs all runs. */
  readonly diverged: boolean;
  readonly predictions: Predictions | null;
}

/** A trial with its finished runs. */
export interface PredictedTrial {
  readonly label: string;
  readonly runs: readonly PredictedRun[];
}

/** Fraction of right positions of each example at the tick that `tickOf` names, `[n]`. */
export function correctAt(
  predictions: Predictions,
  tickOf: (example: number) => number,
): Float64Array {
  const { examples, positions } = predictions;
  const correct = new Float64Array(examples);
  for (let example = 0; example < examples; example++) {
    correct[example] = rightAnswers(predictions, example, tickOf(example)) / positions;
  }
  return correct;
}

/** The values of `[n, T]` at the tick that `tickOf` names, `[n]`. */
export function valuesAt(
  values: ArrayLike<number>,
  { examples, ticks, tickOf }: {
    readonly examples: number;
    readonly ticks: number;
    readonly tickOf: (example: number) => number;
  },
): Float64Array {
  const read = new Float64Array(examples);
  for (let example = 0; example < examples; example++) {
    read[example] = values[example * ticks + tickOf(example)]!;
  }
  return read;
}

/**
 * Refuses runs that were tested on different examples.
 *
 * @throws {BenchError} With exit code 1.
 */
export function requireSameExamples(trials: readonly PredictedTrial[]): void {
  let first: { readonly name: string; readonly labels: Uint16Array } | null = null;
  for (const { label, runs } of trials) {
    for (const { seed, predictions } of runs) {
      if (predictions === null) continue;
      const name = `${label} seed ${seed}`;
      first ??= { name, labels: predictions.labels };
      const same = predictions.labels.length === first.labels.length &&
        predictions.labels.every((one, index) => one === first!.labels[index]);
      if (same) continue;
      throw new BenchError(
        `${first.name} and ${name} were tested on different examples or in a different order; runs that are compared need the same test split; rerun the one with the wrong split`,
        EXIT.internal,
      );
    }
  }
}
