import { type Corrupt, toPixel } from "./image.ts";

/** Standard deviations by strength, as parts of the range of a pixel (Gaussian noise of ImageNet-C). */
const DEVIATIONS = [0.08, 0.12, 0.18, 0.26, 0.38] as const;

/**
 * Adds independent Gaussian noise to every value.
 *
 * Source: Hendrycks & Dietterich 2019, arXiv:1903.12261, section 4.1.
 */
export const noise: Corrupt = (pixels, { strength, random }) => {
  const deviation = 255 * DEVIATIONS[strength - 1]!;
  return pixels.map((value) => toPixel(value + deviation * random.normal()));
};
