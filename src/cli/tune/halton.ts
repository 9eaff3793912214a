import { sha256 } from "../../spec/mod.ts";

/** The name under which the sampler is recorded. */
export const SAMPLER = "halton";

/** One base for each dimension, and so the largest number of dimensions. */
const BASES = [2, 3, 5, 7, 11, 13, 17, 19] as const;

/** More dimensions than this cannot be sampled. */
export const MOST_DIMENSIONS = BASES.length;

/**
 * Point `position` of a Halton sequence, shifted around the unit cube by the seed (Cranley and
 * Patterson 1976). It depends on nothing else, so that all models get the same points and a longer
 * search begins with the shorter one.
 *
 * @param position From 1.
 * @returns One number in [0, 1) for each dimension.
 * @throws {RangeError} For more than {@link MOST_DIMENSIONS} dimensions.
 *
 * Source: Halton 1960; the radical inverse of the position in a prime base for each dimension.
 */
export function haltonPoint(
  position: number,
  { dimensions, seed }: { readonly dimensions: number; readonly seed: number },
): number[] {
  if (dimensions > MOST_DIMENSIONS) {
    throw new RangeError(`Cannot sample ${dimensions} dimensions, ${MOST_DIMENSIONS} at most`);
  }
  return BASES.slice(0, dimensions).map((base, dimension) =>
    (radicalInverse(position, base) + shiftOf(seed, dimension)) % 1
  );
}

/** The digits of `position` mirrored at the point: 6 = 110 in base 2 gives 0.011 = 3/8. */
function radicalInverse(position: number, base: number): number {
  let inverse = 0;
  let weight = 1 / base;
  for (let rest = position; rest > 0; rest = Math.floor(rest / base)) {
    inverse += (rest % base) * weight;
    weight /= base;
  }
  return inverse;
}

/** A number in [0, 1) that the seed fixes. */
function shiftOf(seed: number, dimension: number): number {
  return parseInt(sha256(`halton shift ${seed} ${dimension}`).slice(0, 8), 16) / 2 ** 32;
}
