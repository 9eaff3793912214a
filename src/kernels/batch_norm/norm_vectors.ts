import { FLOAT, type Layout } from "../recurrence/section.ts";
import type { Host } from "../wasm/host.ts";

/** Vectors of one float per channel, as long as the next multiple of 4; offsets or addresses. */
export interface NormVectors {
  readonly means: number;
  /** Sums of squared deviations. */
  readonly squares: number;
  readonly factors: number;
  readonly shifts: number;
  readonly sums: number;
  readonly products: number;
  readonly slopes: number;
  readonly offsets: number;
}

/** Reserves the vectors of a batch normalisation. */
export function reserveVectors(layout: Layout, channels: number): NormVectors {
  const vector = () => layout.reserve(4 * Math.ceil(channels / 4));
  return {
    means: vector(),
    squares: vector(),
    factors: vector(),
    shifts: vector(),
    sums: vector(),
    products: vector(),
    slopes: vector(),
    offsets: vector(),
  };
}

/** Their addresses. */
export function vectorsAt(memory: number, offsets: NormVectors): NormVectors {
  return Object.fromEntries(
    Object.entries(offsets).map(([name, offset]) => [name, memory + offset]),
  ) as unknown as NormVectors;
}

/** Addresses of parameters and running statistics, one float per channel each. */
export interface NormParameters {
  readonly scale: number;
  readonly shift: number;
}

/** Running statistics and what they become. */
export interface RunningStatistics {
  readonly mean: number;
  readonly variance: number;
  readonly newMean: number;
  readonly newVariance: number;
  /** Share of this batch. */
  readonly momentum: number;
}

/** A view of a vector; allocations detach it. */
type View = (address: number) => Float32Array;

function views(host: Host, channels: number): View {
  return (address) => host.floats(address, channels);
}

/**
 * Factors and shifts of the statistics in `vectors.means` and `inverses`, where the value is
 * `(x - mean) * factor + shift`.
 */
export function prepareFactors(
  host: Host,
  channels: number,
  { vectors, parameters, inverses }: {
    readonly vectors: NormVectors;
    readonly parameters: NormParameters;
    readonly inverses: number;
  },
): void {
  const view = views(host, channels);
  view(vectors.shifts).set(view(parameters.shift));
  const [factors, scale, inverse] = [vectors.factors, parameters.scale, inverses].map(view) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let c = 0; c < channels; c++) factors[c] = scale[c]! * inverse[c]!;
}

/** Moves running statistics, the variance by its unbiased estimate. */
export function moveStatistics(
  host: Host,
  { channels, rows }: { readonly channels: number; readonly rows: number },
  { vectors, running, bias }: {
    readonly vectors: NormVectors;
    readonly running: RunningStatistics;
    /** Address of what was left out of the mean, or 0. */
    readonly bias: number;
  },
): void {
  const view = views(host, channels);
  const [means, squares] = [view(vectors.means), view(vectors.squares)];
  const [mean, variance] = [view(running.mean), view(running.variance)];
  const [newMean, newVariance] = [view(running.newMean), view(running.newVariance)];
  const left = bias === 0 ? null : view(bias);
  const { momentum } = running;
  for (let c = 0; c < channels; c++) {
    const batchMean = means[c]! + (left === null ? 0 : left[c]!);
    newMean[c] = mean[c]! * (1 - momentum) + batchMean * momentum;
    newVariance[c] = variance[c]! * (1 - momentum) + squares[c]! / (rows - 1) * momentum;
  }
}

/** Inverse standard deviations, `1 / sqrt(squares / rows + epsilon)`. */
export function inverseDeviations(
  host: Host,
  { channels, rows }: { readonly channels: number; readonly rows: number },
  { squares, inverses, epsilon }: {
    readonly squares: number;
    readonly inverses: number;
    readonly epsilon: number;
  },
): void {
  const view = views(host, channels);
  const [from, to] = [view(squares), view(inverses)];
  for (let c = 0; c < channels; c++) to[c] = 1 / Math.sqrt(from[c]! / rows + epsilon);
}

/**
 * Gradients of scale and shift from `vectors.sums` and `vectors.products`, and the slopes and offsets of
 * the gradient of x: what dz changes through the statistics, nothing where they are fixed.
 */
export function prepareGradient(
  host: Host,
  { channels, rows }: { readonly channels: number; readonly rows: number },
  { vectors, inverses, scaleGradient, shiftGradient, fixed }: {
    readonly vectors: NormVectors;
    readonly inverses: number;
    readonly scaleGradient: number;
    readonly shiftGradient: number;
    readonly fixed: boolean;
  },
): void {
  const view = views(host, channels);
  const [sums, products, factors] = [vectors.sums, vectors.products, vectors.factors].map(view) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [slopes, offsets, inverse] = [vectors.slopes, vectors.offsets, inverses].map(view) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [dScale, dShift] = [view(scaleGradient), view(shiftGradient)];
  for (let c = 0; c < channels; c++) {
    const scaled = products[c]! * inverse[c]!;
    dScale[c] = scaled;
    dShift[c] = sums[c]!;
    slopes[c] = fixed ? 0 : -factors[c]! * scaled * inverse[c]! / rows;
    offsets[c] = fixed ? 0 : -factors[c]! * sums[c]! / rows;
  }
}

/** Copies the statistics that a gradient needs, `[means, inverses]`, to a tensor. */
export function saveStatistics(
  host: Host,
  channels: number,
  { means, statistics }: { readonly means: number; readonly statistics: number },
): void {
  host.floats(statistics, channels).set(host.floats(means, channels));
}

/** Address of the inverse deviations in a tensor of statistics, `[2, channels]`. */
export function inversesOf(statistics: number, channels: number): number {
  return statistics + FLOAT * channels;
}
