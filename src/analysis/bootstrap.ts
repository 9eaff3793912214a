import type { Interval } from "./comparison.ts";
import { mulberry32 } from "./mulberry32.ts";
import { quantile } from "./quantile.ts";

/** How to resample. */
export interface BootstrapOptions {
  /** Resamples, 2000 unless given. */
  readonly resamples?: number;
  /** Start of the generator, 7 unless given. */
  readonly seed?: number;
  /** Coverage, 0.95 unless given. */
  readonly level?: number;
}

/** A bootstrap distribution of a mean, by its percentiles. */
export interface BootstrapInterval {
  readonly interval: Interval;
  /** Standard deviation of the resampled means. */
  readonly deviation: number;
  readonly resamples: number;
  readonly seed: number;
}

/**
 * The crossed bootstrap of the mean difference: resamples seeds and examples, each with replacement,
 * and takes the mean over the resampled cells. It counts the residual up to three times and is wider
 * than the two-way interval; it is a cross-check and no more.
 *
 * @param differences D, `[S, n]` row-major.
 * @throws {RangeError} Without seeds or examples, or if the rows are uneven.
 *
 * Source: statistical protocol, 3.4 and 3.9.
 */
export function crossedBootstrap(
  differences: Float64Array | Int8Array,
  seeds: number,
  options: BootstrapOptions = {},
): BootstrapInterval {
  const examples = differences.length / seeds;
  if (!(seeds >= 1) || !(examples >= 1) || !Number.isInteger(examples)) {
    throw new RangeError(
      `Cannot resample ${differences.length} differences of ${seeds} seeds: rows must be even`,
    );
  }
  const rows = Array.from(
    { length: seeds },
    (_, seed) => Float64Array.from(differences.subarray(seed * examples, (seed + 1) * examples)),
  );
  const sums = new Float64Array(examples);
  return resample(options, (draw) => {
    sums.fill(0);
    for (let row = 0; row < seeds; row++) addTo(sums, rows[Math.floor(draw() * seeds)]!);
    let total = 0;
    for (let place = 0; place < examples; place++) total += sums[Math.floor(draw() * examples)]!;
    return total / (seeds * examples);
  });
}

function addTo(sums: Float64Array, row: Float64Array): void {
  for (let place = 0; place < sums.length; place++) sums[place]! += row[place]!;
}

/**
 * The percentile bootstrap over seeds. With few seeds it is far too narrow; it is here to show that.
 *
 * @param differences One mean difference per seed.
 * @throws {RangeError} Without seeds.
 *
 * Source: statistical protocol, 3.4.
 */
export function seedBootstrap(
  differences: readonly number[],
  options: BootstrapOptions = {},
): BootstrapInterval {
  const seeds = differences.length;
  if (seeds === 0) throw new RangeError("Cannot resample without seeds");
  return resample(options, (draw) => {
    let total = 0;
    for (let place = 0; place < seeds; place++) total += differences[Math.floor(draw() * seeds)]!;
    return total / seeds;
  });
}

function resample(
  { resamples = 2000, seed = 7, level = 0.95 }: BootstrapOptions,
  statistic: (draw: () => number) => number,
): BootstrapInterval {
  const draw = mulberry32(seed);
  const means = Float64Array.from({ length: resamples }, () => statistic(draw)).sort();
  const mean = means.reduce((sum, one) => sum + one, 0) / resamples;
  const squares = means.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return {
    interval: {
      low: quantile(means, (1 - level) / 2),
      high: quantile(means, (1 + level) / 2),
    },
    deviation: Math.sqrt(squares / (resamples - 1)),
    resamples,
    seed,
  };
}
