import type { Host } from "../wasm/host.ts";

/** Examples of one panel. */
export const PANEL = 8;

/** Bytes of a float. */
export const FLOAT = 4;

/** Floats between two regions, and behind the last one, so that kernels may read a little beyond. */
const GAP = 32;

/**
 * Distance of two panels of `features` rows, in floats. A little more than they take: distances that
 * are powers of two would fall onto the same cache lines.
 */
export function panelStride(features: number): number {
  return features * PANEL + 16;
}

/** Where regions lie in a block of memory that does not exist yet. */
export interface Layout {
  /** Reserves a region; returns its offset in bytes, a multiple of 64. */
  reserve(floats: number): number;
  /** Floats of all regions so far. */
  floats(): number;
}

/** An empty layout. */
export function createLayout(): Layout {
  let end = 0;
  return {
    reserve(floats) {
      const offset = end * FLOAT;
      end += Math.ceil((floats + GAP) / 16) * 16;
      return offset;
    },
    floats: () => end,
  };
}

/**
 * What all sections of a recurrent core know when they are made. Regions that the backward pass reads
 * are reserved in `kept`, those of the backward pass alone in `passing`. A forward pass without
 * training keeps only what the next tick needs: there {@link Frame.kept} strides may be 0.
 */
export interface Frame {
  readonly host: Host;
  readonly batch: number;
  /** `ceil(batch / 8)`; examples beyond the batch are computed, and have gradient 0. */
  readonly panels: number;
  readonly ticks: number;
  /** Whether there will be a backward pass. */
  readonly training: boolean;
  readonly kept: Layout;
  readonly passing: Layout;
}

/** Memory of one pass. Addresses are bytes; they stay valid for the whole call of the kernel. */
export interface Pass {
  /** Address of a region reserved in `frame.kept`. */
  kept(offset: number): number;
  /** Address of a region reserved in `frame.passing`; in the backward pass only. */
  passing(offset: number): number;
  /** Address of a parameter's values. @throws {RangeError} If the core was not given it. */
  parameter(name: string): number;
  /** Address where the gradient of a parameter goes, not cleared; in the backward pass only. */
  gradient(name: string): number;
  /**
   * The next mask of dropout: 0 or `1 / (1 - rate)` for each of `count` elements in the order of the
   * single operations' tensors. `null` if nothing is dropped. Forward pass only, in the same order
   * as the single operations ask.
   */
  mask(count: number, rate: number): Float32Array | null;
}

/**
 * Rows of panels: `[panels][rows][8]`, row `r` of panel `p` at
 * `address + 4 * (p * panelStride + r * rowStride)`.
 */
export interface Rows {
  readonly address: number;
  readonly panelStride: number;
  /** 8 where rows follow each other. */
  readonly rowStride: number;
}

/**
 * One part of a recurrent core. The core calls `prepare` once, `forward` for tick 0 to T - 1, and in
 * the backward pass `begin`, `backward` for T - 1 to 0, and `finish`. What a part reads and writes at a tick are
 * arguments of its own `forward` and `backward`.
 */
export interface Section {
  /** Packs weights and fills what all ticks share, in the forward pass. */
  prepare(pass: Pass): void;
  /** Clears what the backward pass accumulates. */
  begin(pass: Pass): void;
  /** Gradients of weights, contracted over all ticks at once, and of what all ticks share. */
  finish(pass: Pass): void;
}
