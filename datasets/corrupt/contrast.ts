import { type Corrupt, toPixel } from "./image.ts";

/** What is left of the contrast, by strength (CIFAR-10-C). */
const FACTORS = [0.75, 0.5, 0.4, 0.3, 0.15] as const;

/**
 * Brings every value closer to the image's mean of its channel.
 *
 * Source: Hendrycks & Dietterich 2019, arXiv:1903.12261, section 4.1.
 */
export const contrast: Corrupt = (pixels, { shape, strength }) => {
  const { channels } = shape;
  const factor = FACTORS[strength - 1]!;
  const means = new Float64Array(channels);
  pixels.forEach((value, index) => means[index % channels]! += value);
  const each = pixels.length / channels;
  return pixels.map((value, index) => {
    const mean = means[index % channels]! / each;
    return toPixel(mean + factor * (value - mean));
  });
};
