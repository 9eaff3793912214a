import { comparePaired } from "./compare.ts";
import type { Comparison } from "./comparison.ts";
import type { ComparedSide } from "./pair_runs.ts";

/** Accuracies of two trials, for example from a publication. Any unit; differences keep it. */
export interface AccuracyComparison {
  /** Accuracy by seed; both sides list the seeds in the same order. */
  readonly left: { readonly label: string; readonly accuracies: readonly number[] };
  readonly right: { readonly label: string; readonly accuracies: readonly number[] };
  readonly dataset: string;
  /** Test examples behind each accuracy. */
  readonly examples: number;
  readonly alpha: number;
  readonly comparisons: number;
  /** Equivalence margin in the unit of the accuracies. */
  readonly margin: number;
  /** Margins of the verdict strip in that unit. */
  readonly stripMargins: readonly number[];
}

/**
 * Compares accuracies without per-example results: only the benchmark scope exists, and the reason
 * says so.
 *
 * @throws {RangeError} If the two sides differ in length, for an accuracy that is not finite, or for
 * criteria out of range.
 *
 * Source: statistical protocol, 3.2 (foreign results).
 */
export function compareAccuracies(input: AccuracyComparison): Comparison {
  const { left, right, examples, ...criteria } = input;
  if (left.accuracies.length !== right.accuracies.length) {
    throw new RangeError(
      `Paired accuracies must be as many on both sides, got ${left.accuracies.length} and ${right.accuracies.length}`,
    );
  }
  const broken = [...left.accuracies, ...right.accuracies].find((one) => !Number.isFinite(one));
  if (broken !== undefined) throw new RangeError(`An accuracy must be a number, got ${broken}`);
  const side = ({ label, accuracies }: AccuracyComparison["left"]): ComparedSide => ({
    label,
    runs: accuracies.map((accuracy, index) => ({
      seed: index + 1,
      correct: null,
      accuracy,
      examples,
      exampleIds: null,
      diverged: false,
    })),
    validationError: NaN,
  });
  // No run counts as diverged here, so the chance level is never looked at.
  return comparePaired({ ...criteria, left: side(left), right: side(right), chance: 0 });
}
