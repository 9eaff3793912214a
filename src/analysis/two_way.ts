import { isConstant } from "./describe.ts";
import type { Estimate } from "./paired_t.ts";

/** One number for each source of variation: seeds, test examples and what is left. */
export interface BySource {
  readonly seed: number;
  readonly example: number;
  readonly residual: number;
}

/** The size of a seeds x examples layout. */
export interface Layout {
  /** S. */
  readonly seeds: number;
  /** n. */
  readonly examples: number;
}

/** The population-scope estimate with its analysis of variance. */
export interface TwoWayEstimate extends Estimate {
  /** MS_S, MS_E, MS_R. */
  readonly meanSquares: BySource;
  /**
   * Estimated variances of one outcome difference. The estimates of seed and example may come out
   * negative, and then count as 0 in the standard error.
   */
  readonly variance: BySource;
}

/**
 * The population scope: the mean paired difference with the standard error of the crossed two-way
 * layout, "new seeds and new examples".
 *
 * @param differences D, `[S, n]` row-major, one row per seed: -1, 0 or 1 per example, or a fraction
 * where an example has several answers or a diverged run counts at chance.
 * @param seeds S, the number of rows.
 * @throws {RangeError} With fewer than 2 seeds or 2 examples, or if the rows are uneven.
 *
 * Source: statistical protocol, 3.2.
 */
export function twoWay(differences: Int8Array | Float64Array, seeds: number): TwoWayEstimate {
  const examples = differences.length / seeds;
  if (!(seeds >= 2) || !(examples >= 2) || !Number.isInteger(examples)) {
    throw new RangeError(
      `A two-way layout needs at least 2 seeds and 2 examples in even rows, got ${differences.length} differences for ${seeds} seeds`,
    );
  }
  const layout = { seeds, examples };
  const { mean, meanSquares } = isConstant(differences)
    ? { mean: differences[0]!, meanSquares: { seed: 0, example: 0, residual: 0 } }
    : analyse(differences, layout);
  return {
    mean,
    ...twoWayError(meanSquares, layout),
    meanSquares,
    variance: {
      seed: (meanSquares.seed - meanSquares.residual) / examples,
      example: (meanSquares.example - meanSquares.residual) / seeds,
      residual: meanSquares.residual,
    },
  };
}

/**
 * Standard error and Satterthwaite degrees of freedom from the mean squares, those of seeds and
 * examples truncated from below at the residual's.
 *
 * Source: statistical protocol, 3.2.
 */
export function twoWayError(meanSquares: BySource, layout: Layout): Omit<Estimate, "mean"> {
  const { seeds, examples } = layout;
  const residual = meanSquares.residual;
  const seed = Math.max(meanSquares.seed, residual);
  const example = Math.max(meanSquares.example, residual);
  const total = seed + example - residual;
  // Without any variation there is nothing to approximate; the seeds' own degrees are as good.
  if (total === 0) return { standardError: 0, degreesOfFreedom: seeds - 1 };
  const spread = seed ** 2 / (seeds - 1) + example ** 2 / (examples - 1) +
    residual ** 2 / ((seeds - 1) * (examples - 1));
  return {
    standardError: Math.sqrt(total / (seeds * examples)),
    degreesOfFreedom: total ** 2 / spread,
  };
}

function analyse(
  differences: ArrayLike<number>,
  { seeds, examples }: Layout,
): { mean: number; meanSquares: BySource } {
  const rows = new Float64Array(seeds);
  const columns = new Float64Array(examples);
  for (let seed = 0; seed < seeds; seed++) {
    for (let example = 0; example < examples; example++) {
      const difference = differences[seed * examples + example]!;
      rows[seed]! += difference;
      columns[example]! += difference;
    }
  }
  // Sums first, which are exact for whole differences, then one division each.
  const mean = rows.reduce((sum, row) => sum + row, 0) / (seeds * examples);
  rows.forEach((sum, seed) => rows[seed] = sum / examples);
  columns.forEach((sum, example) => columns[example] = sum / seeds);
  const squares = (values: Float64Array) =>
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let residual = 0;
  for (let seed = 0; seed < seeds; seed++) {
    for (let example = 0; example < examples; example++) {
      const difference = differences[seed * examples + example]!;
      residual += (difference - rows[seed]! - columns[example]! + mean) ** 2;
    }
  }
  return {
    mean,
    meanSquares: {
      seed: examples * squares(rows) / (seeds - 1),
      example: seeds * squares(columns) / (examples - 1),
      residual: residual / ((seeds - 1) * (examples - 1)),
    },
  };
}
