import { createHash } from "node:crypto";
import type { Random } from "../../src/random/mod.ts";
import type { Corruption, Strength } from "../../src/spec/mod.ts";
import type { Split } from "../dataset.ts";
import { blur } from "./blur.ts";
import { contrast } from "./contrast.ts";
import type { Corrupt, ImageShape } from "./image.ts";
import { noise } from "./noise.ts";
import { occlusion } from "./occlusion.ts";
import { shift } from "./shift.ts";

const CORRUPTERS: { readonly [corruption in Corruption]: Corrupt } = {
  noise,
  blur,
  contrast,
  shift,
  occlusion,
};

/** Examples of a split and a checksum of their pixels. */
export interface CheckedSplit {
  readonly split: Split;
  /** SHA-256 of all pixels. */
  readonly sha256: string;
}

/** How examples are corrupted. */
export interface ExampleCorruption {
  readonly corruption: Corruption;
  readonly strength: Strength;
}

/**
 * The examples of `split` at `indices`, in that order, each corrupted by draws from a stream of its
 * own. So an example looks the same whichever others it is with, and in whatever order.
 *
 * @param corrupted `null` for the examples as they are.
 * @param random The stream below which every example of the split has its own.
 */
export function corruptExamples(
  split: Split,
  indices: Uint32Array,
  { corrupted, shape, random }: {
    readonly corrupted: ExampleCorruption | null;
    readonly shape: ImageShape;
    readonly random: Random;
  },
): CheckedSplit {
  const size = shape.height * shape.width * shape.channels;
  const images = new Uint8Array(indices.length * size);
  indices.forEach((index, place) => {
    const pixels = split.images.subarray(index * size, (index + 1) * size);
    images.set(corrupted === null ? pixels : corruptImage(pixels, corrupted, index), place * size);
  });
  const labels = Uint16Array.from(indices, (index) => split.labels[index]!);
  return {
    split: { images, labels, examples: indices.length },
    sha256: createHash("sha256").update(images).digest("hex"),
  };

  function corruptImage(pixels: Uint8Array, how: ExampleCorruption, index: number): Uint8Array {
    return CORRUPTERS[how.corruption](pixels, {
      shape,
      strength: how.strength,
      random: random.split(how.corruption).split(`example ${index}`),
    });
  }
}
