import { madd, sumLanes } from "./vector";

/** `a * b + c` as this build computes it. */
export function multiplyAdd(a: f32, b: f32, c: f32): f32 {
  return f32x4.extract_lane(madd(f32x4.splat(a), f32x4.splat(b), f32x4.splat(c)), 0);
}

/**
 * `96 * rounds` multiply-adds in 12 independent chains: the peak of one core that all other kernels
 * are measured against. Returns a number that depends on all of them.
 */
export function peak(rounds: i32, factor: f32, summand: f32): f32 {
  const a = f32x4.splat(factor);
  const b = f32x4.splat(summand);
  let c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a;
  let c6 = b, c7 = b, c8 = b, c9 = b, c10 = b, c11 = b;
  for (let i: i32 = 0; i < rounds; i++) {
    for (let j: i32 = 0; j < 2; j++) {
      c0 = madd(c0, a, b);
      c1 = madd(c1, a, b);
      c2 = madd(c2, a, b);
      c3 = madd(c3, a, b);
      c4 = madd(c4, a, b);
      c5 = madd(c5, a, b);
      c6 = madd(c6, a, b);
      c7 = madd(c7, a, b);
      c8 = madd(c8, a, b);
      c9 = madd(c9, a, b);
      c10 = madd(c10, a, b);
      c11 = madd(c11, a, b);
    }
  }
  c0 = f32x4.add(f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3)), f32x4.add(c4, c5));
  c6 = f32x4.add(f32x4.add(f32x4.add(c6, c7), f32x4.add(c8, c9)), f32x4.add(c10, c11));
  return sumLanes(f32x4.add(c0, c6));
}
