/** What a clip remembers. */
export interface ClipMemory {
  readonly steps: number;
  /** Of each tensor: its latest norms. A full list is a ring: the quantile does not ask for the order. */
  readonly norms: readonly (readonly number[])[];
}

/** Clips each gradient tensor to a quantile of its own past norms. */
export interface QuantileClip {
  /**
   * The factors that clip the gradients of one step. Remembers their norms for later steps.
   *
   * @param norms L2 norm of each tensor before clipping; the same tensors in the same order at every
   *   step.
   * @returns One factor a tensor, at most 1.
   */
  factors(norms: ArrayLike<number>): readonly number[];
  /** What another clip needs to go on from here. */
  memory(): ClipMemory;
}

/**
 * A tensor's threshold is the quantile of its norms before clipping at the `history` latest steps;
 * there is none at the first step. Clipping scales by `min(1, threshold / (norm + 1e-6))`.
 *
 * Source: AutoClip, Seetharaman et al. 2020, arXiv:2007.14469, per parameter tensor as in
 * `QuantileClip` of the package `autoclip`, which the authors' parity script uses.
 *
 * @param options `quantile` from 0 to 1; `history` in steps, at least 1; `memory` of an earlier clip,
 *   by default none.
 */
export function createQuantileClip(
  { quantile, history, memory = { steps: 0, norms: [] } }: {
    readonly quantile: number;
    readonly history: number;
    readonly memory?: ClipMemory;
  },
): QuantileClip {
  const past = memory.norms.map((norms) => [...norms]);
  let { steps } = memory;
  return {
    factors(norms) {
      const place = steps++ % history;
      return Array.from(norms, (norm, tensor) => {
        const earlier = past[tensor] ??= [];
        const threshold = earlier.length === 0 ? Infinity : quantileOf(earlier, quantile);
        earlier[place] = norm;
        return Math.min(1, threshold / (norm + 1e-6));
      });
    },
    memory: () => ({ steps, norms: past.map((norms) => [...norms]) }),
  };
}

/**
 * The quantile between the two nearest ranks, linearly interpolated, as numpy and PyTorch do by
 * default.
 *
 * @param values At least one, in any order.
 */
export function quantileOf(values: readonly number[], quantile: number): number {
  const sorted = Float64Array.from(values).sort();
  const rank = quantile * (sorted.length - 1);
  const below = sorted[Math.floor(rank)]!;
  const above = sorted[Math.ceil(rank)]!;
  return below + (above - below) * (rank - Math.floor(rank));
}
