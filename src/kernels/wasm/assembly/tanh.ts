// The hyperbolic tangent. For the globals see ./vector.
import { exponential, madd, one } from "./vector";

let TWO: v128 = f32x4.splat(0);
let SMALL: v128 = f32x4.splat(0);
let SIGN: v128 = f32x4.splat(0);
let TANH_11: v128 = f32x4.splat(0);
let TANH_9: v128 = f32x4.splat(0);
let TANH_7: v128 = f32x4.splat(0);
let TANH_5: v128 = f32x4.splat(0);
let TANH_3: v128 = f32x4.splat(0);

/** Fills the constants: once, before any tangent is computed. */
export function initialiseTanh(
  small: f32,
  tanh11: f32,
  tanh9: f32,
  tanh7: f32,
  tanh5: f32,
  tanh3: f32,
): void {
  TWO = f32x4.splat(2);
  SMALL = f32x4.splat(small);
  SIGN = f32x4.splat(-0.0);
  TANH_11 = f32x4.splat(tanh11);
  TANH_9 = f32x4.splat(tanh9);
  TANH_7 = f32x4.splat(tanh7);
  TANH_5 = f32x4.splat(tanh5);
  TANH_3 = f32x4.splat(tanh3);
}

/**
 * `tanh(x)`, relative error at most 2e-7: an odd polynomial near 0 (Cephes' single-precision
 * coefficients), `1 - 2 / (exp(2 |x|) + 1)` with the sign of x elsewhere.
 */
@inline
export function tanh(x: v128): v128 {
  const sign = v128.and(x, SIGN);
  const size = v128.andnot(x, SIGN);
  const square = f32x4.mul(x, x);
  let series = madd(TANH_11, square, TANH_9);
  series = madd(series, square, TANH_7);
  series = madd(series, square, TANH_5);
  series = madd(series, square, TANH_3);
  series = madd(f32x4.mul(series, square), x, x);
  const rest = f32x4.div(TWO, f32x4.add(exponential(f32x4.add(size, size)), one()));
  const large = v128.or(f32x4.sub(one(), rest), sign);
  return v128.bitselect(series, large, f32x4.lt(size, SMALL));
}

/** `out = tanh(x)` of `count` floats, a multiple of 4; `out` may be `x`. */
export function tanhOf(x: usize, out: usize, count: i32): void {
  for (let i: i32 = 0; i < count; i += 4, x += 16, out += 16) v128.store(out, tanh(v128.load(x)));
}
