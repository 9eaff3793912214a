/** A trial in the plane of a cost (lower is better) and a value (higher is better). */
export interface CostAndValue {
  readonly cost: number;
  readonly value: number;
}

/**
 * Flags the points on the Pareto front: those that no other point beats, a point being beaten by
 * one that costs no more and is worth no less, with one of the two strictly better. Points equal in
 * both are on the front together or not at all; a point with a NaN is never on it.
 *
 * @returns One flag per point, in the order given.
 */
export function paretoFront(points: readonly CostAndValue[]): boolean[] {
  return points.map((point) =>
    !Number.isNaN(point.cost) && !Number.isNaN(point.value) &&
    !points.some((other) => beats(other, point))
  );
}

function beats(one: CostAndValue, other: CostAndValue): boolean {
  return one.cost <= other.cost && one.value >= other.value &&
    (one.cost < other.cost || one.value > other.value);
}
