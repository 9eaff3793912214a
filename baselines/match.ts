/** A width whose model comes closest to a target size. */
export interface WidthMatch {
  readonly width: number;
  /** The size at that width. */
  readonly size: number;
  /** `size / target`. */
  readonly ratio: number;
}

/**
 * Finds the width at which a model is as large as another, in parameters or in FLOPs.
 *
 * @param size The size at a width; must not fall as the width grows.
 * @param target The size to reach, above 0.
 * @param range Widths allowed, both ends included, whole numbers.
 * @returns The closest width, the narrower of two that are equally close. Whether that is close
 * enough is for the caller to judge.
 * @throws {RangeError} For an empty range or a target that is not positive.
 */
export function matchWidth(
  size: (width: number) => number,
  target: number,
  range: { readonly minimum: number; readonly maximum: number },
): WidthMatch {
  const { minimum, maximum } = range;
  if (!(Number.isInteger(minimum) && Number.isInteger(maximum) && minimum <= maximum)) {
    throw new RangeError(`Cannot search widths from ${minimum} to ${maximum}`);
  }
  if (!(target > 0)) throw new RangeError(`Cannot match a size of ${target}`);
  let low = minimum;
  let high = maximum;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (size(middle) < target) low = middle + 1;
    else high = middle;
  }
  // `low` is the first width that is large enough, or the widest; only the one before can be closer.
  const candidates = [Math.max(minimum, low - 1), low].map((width) => {
    const found = size(width);
    return { width, size: found, ratio: found / target };
  });
  return candidates.reduce((best, next) =>
    Math.abs(next.size - target) < Math.abs(best.size - target) ? next : best
  );
}
