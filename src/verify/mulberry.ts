/**
 * Element i of the mulberry32 sequence, in [0, 1): the generator of the fixtures' large parameters
 * and random projections.
 */
export function mulberry32(seed: number, i: number): number {
  const a = (seed + Math.imul(i + 1, 0x6d2b79f5)) | 0;
  let t = Math.imul(a ^ (a >>> 15), a | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
