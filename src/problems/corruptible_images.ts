import {
  corruptExamples,
  eachCorruption,
  type PixelFacts,
  type Split,
} from "../../datasets/mod.ts";
import type { CorruptibleExamples } from "../contract/mod.ts";
import { evaluationBatches } from "./image_batches.ts";
import { testStream } from "./test_stream.ts";

/**
 * Test images to be corrupted: a random part of the test split, because neighbours may be alike, and
 * corruptions drawn per image, both the same for every seed and model.
 *
 * @param name Of the data set: another one has other streams.
 * @throws {RangeError} If the split has fewer than `examples`.
 */
export function corruptibleImages(
  split: Split,
  { examples, name, facts, batchSize }: {
    readonly examples: number;
    readonly name: string;
    readonly facts: PixelFacts;
    readonly batchSize: number;
  },
): CorruptibleExamples {
  if (examples > split.examples) {
    throw new RangeError(`Cannot corrupt ${examples} of ${split.examples} test examples`);
  }
  const random = testStream().split(`corrupted ${name}`);
  const indices = random.split("chosen").permutation(split.examples).slice(0, examples).sort();
  const setting = { shape: facts, random: random.split("drawn") };
  const places = Uint32Array.from(indices, (_, place) => place);
  return {
    indices,
    sha256: corruptExamples(split, indices, { corrupted: null, ...setting }).sha256,
    *each() {
      for (
        const { corruption, strength, sha256, split: made } of eachCorruption(
          split,
          indices,
          setting,
        )
      ) {
        const batches = evaluationBatches(made, places, { facts, batchSize });
        yield { corruption, strength, sha256, batches };
      }
    },
  };
}
