import type { Random } from "../../src/random/mod.ts";
import { CORRUPTIONS, STRENGTHS } from "../../src/spec/mod.ts";
import type { Split } from "../dataset.ts";
import { type CheckedSplit, corruptExamples, type ExampleCorruption } from "./corrupt_examples.ts";
import type { ImageShape } from "./image.ts";

/**
 * The examples of `split` at `indices` in every corruption at every strength, one set after the
 * other; see {@link corruptExamples}.
 */
export function* eachCorruption(
  split: Split,
  indices: Uint32Array,
  setting: { readonly shape: ImageShape; readonly random: Random },
): Iterable<ExampleCorruption & CheckedSplit> {
  for (const corruption of CORRUPTIONS) {
    for (const strength of STRENGTHS) {
      const corrupted = { corruption, strength };
      yield { ...corrupted, ...corruptExamples(split, indices, { corrupted, ...setting }) };
    }
  }
}
