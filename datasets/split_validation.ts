import { usageError } from "../src/spec/errors.ts";

/** Indices into the training split, without overlap. */
export interface ValidationSplit {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Sets a part of the training split aside for validation: the first part of a permutation. All
 * models of a seed are handed the same permutation, so they validate on the same images.
 *
 * @param examples Size of the training split.
 * @param validationExamples How many to set aside.
 * @param permutation Of `0 .. examples - 1`.
 * @throws {BenchError} With exit code 2 if there is nothing to validate or nothing to train on.
 * @throws {RangeError} If the permutation has another length.
 */
export function splitValidation(
  examples: number,
  validationExamples: number,
  permutation: Uint32Array,
): ValidationSplit {
  if (permutation.length !== examples) {
    throw new RangeError(
      `Cannot split ${examples} examples with a permutation of ${permutation.length}`,
    );
  }
  if (
    !Number.isInteger(validationExamples) || validationExamples < 1 ||
    validationExamples >= examples
  ) {
    throw usageError(
      `cannot set ${validationExamples} validation examples aside: expected 1 to ${
        examples - 1
      }, because the training split has ${examples} examples and some must be left to train on`,
    );
  }
  return {
    train: permutation.slice(validationExamples),
    validation: permutation.slice(0, validationExamples),
  };
}
