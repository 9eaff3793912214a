import type { Split } from "./dataset.ts";

/** Mean and standard deviation (divisor n) of pixel / 255, per channel. */
export interface ChannelStatistics {
  readonly mean: readonly number[];
  readonly standardDeviation: readonly number[];
}

/**
 * Measures what {@link DatasetFacts} states, from the pixels themselves. Exact up to the final
 * divisions: the sums are whole numbers below 2^53.
 *
 * @param channels Last axis of `split.images`.
 */
export function channelStatistics(split: Split, channels: number): ChannelStatistics {
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  const { images } = split;
  for (let start = 0; start < images.length; start += channels) {
    for (let channel = 0; channel < channels; channel++) {
      const pixel = images[start + channel]!;
      sums[channel]! += pixel;
      squares[channel]! += pixel * pixel;
    }
  }
  const pixels = images.length / channels;
  const mean = Array.from(sums, (sum) => sum / pixels / 255);
  return {
    mean,
    standardDeviation: Array.from(
      squares,
      (square, channel) => Math.sqrt(square / pixels / 255 ** 2 - mean[channel]! ** 2),
    ),
  };
}
