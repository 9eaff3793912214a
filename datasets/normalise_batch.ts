import type { DatasetFacts, Split } from "./dataset.ts";

/** The part of the facts that decides how pixels become numbers. */
export type PixelFacts = Pick<
  DatasetFacts,
  "height" | "width" | "channels" | "mean" | "standardDeviation"
>;

/**
 * Gathers images and normalises them: `(pixel / 255 - mean) / standardDeviation` per channel.
 *
 * A pixel has only 256 values, so each channel's results are tabulated first and the inner loop
 * only looks them up.
 *
 * @param indices Examples of `split`, in the order wanted; repeats are fine.
 * @returns `[indices.length, height, width, channels]`, row-major.
 * @throws {RangeError} For an index outside the split.
 */
export function normaliseBatch(
  split: Split,
  indices: ArrayLike<number>,
  facts: PixelFacts,
): Float32Array<ArrayBuffer> {
  const { channels } = facts;
  const { images } = split;
  const size = facts.height * facts.width * channels;
  const tables = pixelTables(facts);
  const batch = new Float32Array(indices.length * size);
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    if (!Number.isInteger(index) || index < 0 || index >= split.examples) {
      throw new RangeError(`Cannot read example ${index}: the split has ${split.examples}`);
    }
    const from = index * size;
    const to = row * size;
    for (let channel = 0; channel < channels; channel++) {
      const table = tables[channel]!;
      for (let value = channel; value < size; value += channels) {
        batch[to + value] = table[images[from + value]!]!;
      }
    }
  }
  return batch;
}

/** One table of 256 normalised values per channel. */
function pixelTables(facts: PixelFacts): Float32Array[] {
  return Array.from({ length: facts.channels }, (_, channel) => {
    const mean = facts.mean[channel];
    const deviation = facts.standardDeviation[channel];
    if (mean === undefined || deviation === undefined) {
      throw new RangeError(`Cannot normalise channel ${channel}: its mean or deviation is missing`);
    }
    return Float32Array.from({ length: 256 }, (_, pixel) => (pixel / 255 - mean) / deviation);
  });
}
