/**
 * A sample quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan, the
 * default of R and numpy).
 *
 * @param sorted Ascending.
 * @throws {RangeError} For an empty sample or a probability outside 0 to 1.
 */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  if (sorted.length === 0) throw new RangeError("Cannot take a quantile of an empty sample");
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`A quantile needs a probability from 0 to 1, got ${probability}`);
  }
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (place - below) * (high - low);
}
