/**
 * The generator mulberry32 (public domain) with draws in [0, 1): small, and the same in every
 * language, so that a resampling can be repeated elsewhere.
 *
 * Source: statistical protocol, 3.9.
 */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
