import { mark } from "../profile.ts";
import { keepRows, passRows } from "./saved_rows.ts";
import { FLOAT, type Frame, type Pass, type Rows, type Section } from "./section.ts";

/** What a synchronisation is made of. */
export interface SynchronisationOptions {
  /** The neurons behind each entry; they may repeat, and be the same on both sides. */
  readonly pairs: { readonly left: Int32Array; readonly right: Int32Array };
  /** Name of the parameter of decays, one an entry; `null` if nothing decays. */
  readonly decay: string | null;
  /** Whether decays are clipped to [0, 15], and have no gradient outside. */
  readonly clipped: boolean;
  /** How many ticks are added at most. Default all. */
  readonly ticks?: number;
}

/**
 * A synchronisation vector: decayed sums of the products of pairs of post-activations, divided by the
 * square root of the decayed count of their terms. Every step of it may be read, which costs less than
 * reading it later. The order of calls in the backward pass is the reverse of that in the forward pass.
 */
export interface Synchronisation extends Section {
  readonly entries: number;
  /** Begins the sums with the start activations; writes the synchronisation to `out` unless `null`. */
  start(pass: Pass, postActivations: Rows, out: Rows | null): void;
  /** Adds the products of a tick; writes the synchronisation to `out` unless `null`. */
  add(pass: Pass, tick: number, postActivations: Rows, out: Rows | null): void;
  /**
   * The gradient of `add`: adds to that of the post-activations.
   *
   * @param outGradient Of what `add` wrote; `null` if nobody read it.
   */
  backward(pass: Pass, tick: number, through: SynchronisationGradient): void;
  /** The gradient of `start`. */
  backwardStart(pass: Pass, through: SynchronisationGradient): void;
}

/** Operands of a backward step. */
export interface SynchronisationGradient {
  readonly postActivations: Rows;
  /** Added to. */
  readonly gradient: Rows;
  /** Of what the step wrote; `null` if it wrote nothing. */
  readonly outGradient: Rows | null;
}

/** The largest decay. */
const LARGEST_DECAY = 15;

/** Creates a synchronisation, see {@link Synchronisation}. */
export function createSynchronisation(
  frame: Frame,
  { pairs: { left, right }, decay, clipped, ticks = frame.ticks }: SynchronisationOptions,
): Synchronisation {
  const { host, panels } = frame;
  const { kernels } = host;
  const entries = left.length;
  /** Of the start and of each tick. */
  const steps = ticks + 1;
  const learns = decay !== null;

  // The sums before each tick. Without a gradient of the decay the backward pass does not read them.
  const sums = keepRows(frame, { rows: entries, ticks: learns ? Math.max(1, ticks) : 1 });
  const indices = frame.kept.reserve(2 * entries);
  const retention = frame.kept.reserve(entries);
  const inverses = frame.kept.reserve(steps * entries);
  const slopes = frame.passing.reserve(learns ? steps * entries : 0);
  const carried = passRows(frame, { rows: entries });
  const retentionGradient = frame.passing.reserve(learns ? 4 * entries : 0);

  const rightOf = (pass: Pass) => pass.kept(indices) + FLOAT * entries;
  const factorsOf = (start: number, step: number) => start + FLOAT * step * entries;

  function decays(pass: Pass): Float32Array {
    return decay === null ? new Float32Array(entries) : host.floats(pass.parameter(decay), entries);
  }

  /** What remains of a sum after a tick. */
  function retentionOf(value: number): number {
    const within = clipped ? Math.min(Math.max(value, 0), LARGEST_DECAY) : value;
    return Math.fround(Math.exp(-within));
  }

  function step(
    pass: Pass,
    { index, before, postActivations: z, out }: {
      readonly index: number;
      readonly before: number;
      readonly postActivations: Rows;
      readonly out: Rows | null;
    },
  ): void {
    const after = sums.at(pass, index);
    kernels.addPairProducts(
      z.address,
      z.panelStride,
      z.rowStride,
      pass.kept(indices),
      rightOf(pass),
      before,
      index < ticks ? after.address : 0,
      after.panelStride,
      pass.kept(retention),
      factorsOf(pass.kept(inverses), index),
      out?.address ?? 0,
      out?.panelStride ?? 0,
      entries,
      panels,
    );
    mark("synchronisation forward", (out === null ? 3 : 4) * frame.batch * entries);
  }

  function stepBack(
    pass: Pass,
    { index, before, through: { postActivations: z, gradient, outGradient } }: {
      readonly index: number;
      readonly before: number;
      readonly through: SynchronisationGradient;
    },
  ): void {
    const carry = carried.at(pass);
    kernels.addPairProductsGradient(
      z.address,
      z.panelStride,
      z.rowStride,
      gradient.address,
      gradient.panelStride,
      gradient.rowStride,
      pass.kept(indices),
      rightOf(pass),
      before,
      sums.at(pass).panelStride,
      pass.kept(retention),
      factorsOf(pass.kept(inverses), index),
      learns ? factorsOf(pass.passing(slopes), index) : 0,
      outGradient?.address ?? 0,
      outGradient?.panelStride ?? 0,
      carry.address,
      carry.panelStride,
      learns ? pass.passing(retentionGradient) : 0,
      entries,
      panels,
    );
    mark("synchronisation backward", (outGradient === null ? 8 : 13) * frame.batch * entries);
  }

  return {
    entries,
    prepare(pass) {
      const rows = host.integers(pass.kept(indices), 2 * entries);
      rows.set(left);
      rows.set(right, entries);
      const given = decays(pass);
      const remains = host.floats(pass.kept(retention), entries);
      const factors = host.floats(pass.kept(inverses), steps * entries);
      for (let entry = 0; entry < entries; entry++) {
        const factor = retentionOf(given[entry]!);
        remains[entry] = factor;
        let count = 1;
        for (let index = 0; index < steps; index++) {
          factors[index * entries + entry] = 1 / Math.sqrt(count);
          count = factor * count + 1;
        }
      }
    },
    start: (pass, postActivations, out) =>
      step(pass, { index: 0, before: 0, postActivations, out }),
    add(pass, tick, postActivations, out) {
      const before = sums.at(pass, tick).address;
      step(pass, { index: tick + 1, before, postActivations, out });
    },
    begin(pass) {
      const { address, panelStride } = carried.at(pass);
      kernels.clear(address, panels * panelStride);
      if (!learns) return;
      kernels.clear(pass.passing(retentionGradient), 4 * entries);
      const remains = host.floats(pass.kept(retention), entries);
      const to = host.floats(pass.passing(slopes), steps * entries);
      for (let entry = 0; entry < entries; entry++) {
        const factor = remains[entry]!;
        let [count, slope] = [1, 0];
        for (let index = 0; index < steps; index++) {
          to[index * entries + entry] = -slope / (2 * count * Math.sqrt(count));
          slope = factor * slope + count;
          count = factor * count + 1;
        }
      }
    },
    backward(pass, tick, through) {
      const before = sums.at(pass, tick).address;
      stepBack(pass, { index: tick + 1, before, through });
    },
    backwardStart: (pass, through) => stepBack(pass, { index: 0, before: 0, through }),
    finish(pass) {
      if (decay === null) return;
      const given = decays(pass);
      const factors = host.floats(pass.kept(retention), entries);
      const from = host.floats(pass.passing(retentionGradient), 4 * entries);
      const to = host.floats(pass.gradient(decay), entries);
      for (let entry = 0; entry < entries; entry++) {
        const value = given[entry]!;
        const passes = !clipped || value >= 0 && value <= LARGEST_DECAY;
        const sum = from.subarray(4 * entry, 4 * entry + 4).reduce((a, b) => a + b, 0);
        to[entry] = passes ? -factors[entry]! * sum : 0;
      }
    },
  };
}
