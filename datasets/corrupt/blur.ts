import { type Corrupt, sideOf, toPixel } from "./image.ts";

/** Standard deviations of the Gaussian by strength, as parts of the smaller side. */
const DEVIATIONS = [1 / 64, 1 / 48, 1 / 32, 1 / 24, 1 / 16] as const;

/** Beyond this many standard deviations the kernel is cut off. */
const REACH = 3;

/** Blurs with a Gaussian; pixels beyond an edge are those at the edge. */
export const blur: Corrupt = (pixels, { shape, strength }) => {
  const { height, width, channels } = shape;
  const kernel = gaussian(DEVIATIONS[strength - 1]! * sideOf(shape));
  const rows = convolve(pixels, kernel, { count: width, step: channels });
  const both = convolve(rows, kernel, { count: height, step: width * channels });
  return Uint8Array.from(both, toPixel);
};

/** Weights from the middle outwards; those of both sides together with the middle's sum to 1. */
function gaussian(deviation: number): number[] {
  const reach = Math.max(1, Math.ceil(REACH * deviation));
  const weights = Array.from(
    { length: reach + 1 },
    (_, distance) => Math.exp(-((distance / deviation) ** 2) / 2),
  );
  const sum = weights.reduce((total, weight) => total + 2 * weight, -weights[0]!);
  return weights.map((weight) => weight / sum);
}

/**
 * Convolves along one axis.
 *
 * @param axis Its length, and how far apart its neighbours are stored.
 */
function convolve(
  values: ArrayLike<number>,
  kernel: readonly number[],
  { count, step }: { readonly count: number; readonly step: number },
): Float64Array {
  return Float64Array.from({ length: values.length }, (_, index) => {
    const place = Math.floor(index / step) % count;
    const start = index - place * step;
    const at = (other: number) => values[start + step * Math.min(count - 1, Math.max(0, other))]!;
    return kernel.reduce(
      (sum, weight, distance) =>
        sum + weight * (distance === 0 ? at(place) : at(place - distance) + at(place + distance)),
      0,
    );
  });
}
