import type { CorruptibleExamples } from "../contract/mod.ts";
import { type Predictions, rightAnswers, type Robustness, robustnessSchema } from "../spec/mod.ts";
import { evaluate } from "../training/mod.ts";

/**
 * What a model answers on corrupted test examples, and on the same ones as they are.
 *
 * @param parts The model and its problem.
 * @param predictions On all test examples, uncorrupted.
 */
export async function measureRobustness(
  parts: Parameters<typeof evaluate>[0],
  { corruptible, predictions }: {
    readonly corruptible: CorruptibleExamples;
    readonly predictions: Predictions;
  },
): Promise<Robustness> {
  const { indices, sha256 } = corruptible;
  const corrupted = [];
  for (const { corruption, strength, sha256, batches } of corruptible.each()) {
    const { accuracy } = await evaluate(parts, batches);
    corrupted.push({ corruption, strength, accuracy, sha256 });
  }
  return robustnessSchema.parse({
    schema: 1,
    examples: indices.length,
    clean: { accuracy: accuracyAt(predictions, indices), sha256 },
    corrupted,
  });
}

/** Fraction of right answers at the readout tick on some of the examples. */
function accuracyAt(predictions: Predictions, indices: Uint32Array): number {
  const right = indices.reduce(
    (sum, example) => sum + rightAnswers(predictions, example, predictions.readoutTick[example]!),
    0,
  );
  return right / (indices.length * predictions.positions);
}
