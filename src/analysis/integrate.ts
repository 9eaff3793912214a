/** Nodes and weights of the 8-point Gauss-Legendre rule on [-1, 1], the positive half. */
const RULE: readonly (readonly [node: number, weight: number])[] = [
  [0.18343464249564980494, 0.36268378337836198297],
  [0.52553240991632898582, 0.31370664587788728734],
  [0.79666647741362673959, 0.22238103445337447054],
  [0.96028985649753623168, 0.10122853629037625915],
];

/** Points and weights of an integral. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The 8-point Gauss-Legendre rule on each of `panels` equal parts of an interval.
 *
 * @throws {RangeError} If the interval is not finite or there are no panels.
 */
export function quadrature(
  low: number,
  high: number,
  panels: number,
): Quadrature {
  if (!Number.isFinite(low) || !Number.isFinite(high) || !(panels >= 1)) {
    throw new RangeError(`Cannot integrate from ${low} to ${high} in ${panels} panels`);
  }
  const points = new Float64Array(8 * panels);
  const weights = new Float64Array(8 * panels);
  const half = (high - low) / panels / 2;
  let index = 0;
  for (let panel = 0; panel < panels; panel++) {
    const centre = low + (2 * panel + 1) * half;
    for (const [node, weight] of RULE) {
      for (const side of [-1, 1]) {
        points[index] = centre + side * half * node;
        weights[index++] = half * weight;
      }
    }
  }
  return { points, weights };
}

/** The integral of a smooth function over an interval; 0 where the interval is empty. */
export function integrate(
  f: (x: number) => number,
  [low, high]: readonly [low: number, high: number],
  panels: number,
): number {
  if (!(high > low)) return 0;
  const { points, weights } = quadrature(low, high, panels);
  return points.reduce((sum, point, index) => sum + weights[index]! * f(point), 0);
}
