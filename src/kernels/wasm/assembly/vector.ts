// Arithmetic on four floats at once.
//
// V8 builds a constant vector anew at every use, which costs more than reading it, so constants are
// mutable globals that `initialise` fills. (A global that is never written would be folded into a
// constant again.) No table and no string may be used in these sources: a data segment would be laid
// over the memory of the host.

let LOG2_E: v128 = f32x4.splat(0);
let ROUNDER: v128 = f32x4.splat(0);
let LN2_HIGH: v128 = f32x4.splat(0);
let LN2_LOW: v128 = f32x4.splat(0);
let EXP_6: v128 = f32x4.splat(0);
let EXP_5: v128 = f32x4.splat(0);
let EXP_4: v128 = f32x4.splat(0);
let EXP_3: v128 = f32x4.splat(0);
let EXP_2: v128 = f32x4.splat(0);
let HALF: v128 = f32x4.splat(0);
let ONE: v128 = f32x4.splat(0);
let EXP_LIMIT: v128 = f32x4.splat(0);
let NEGATIVE_LIMIT: v128 = f32x4.splat(0);
let NEGATIVE_LOG2_E: v128 = f32x4.splat(0);
let POWER_5: v128 = f32x4.splat(0);
let POWER_4: v128 = f32x4.splat(0);
let POWER_3: v128 = f32x4.splat(0);
let POWER_2: v128 = f32x4.splat(0);
let POWER_1: v128 = f32x4.splat(0);

/** Fills the constants: once, before anything else is called. */
export function initialise(
  log2E: f32,
  rounder: f32,
  ln2High: f32,
  ln2Low: f32,
  exp6: f32,
  exp5: f32,
  exp4: f32,
  exp3: f32,
  exp2: f32,
  half: f32,
  one: f32,
  expLimit: f32,
  power5: f32,
  power4: f32,
  power3: f32,
  power2: f32,
  power1: f32,
): void {
  LOG2_E = f32x4.splat(log2E);
  ROUNDER = f32x4.splat(rounder);
  LN2_HIGH = f32x4.splat(ln2High);
  LN2_LOW = f32x4.splat(ln2Low);
  EXP_6 = f32x4.splat(exp6);
  EXP_5 = f32x4.splat(exp5);
  EXP_4 = f32x4.splat(exp4);
  EXP_3 = f32x4.splat(exp3);
  EXP_2 = f32x4.splat(exp2);
  HALF = f32x4.splat(half);
  ONE = f32x4.splat(one);
  EXP_LIMIT = f32x4.splat(expLimit);
  NEGATIVE_LIMIT = f32x4.splat(-expLimit);
  NEGATIVE_LOG2_E = f32x4.splat(-log2E);
  POWER_5 = f32x4.splat(power5);
  POWER_4 = f32x4.splat(power4);
  POWER_3 = f32x4.splat(power3);
  POWER_2 = f32x4.splat(power2);
  POWER_1 = f32x4.splat(power1);
}

/** `a * b + c`, rounded once where the build has relaxed FMA and the processor fuses it. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** The number 1 in all lanes. */
@inline
export function one(): v128 {
  return ONE;
}

/**
 * `exp(x)`, relative error at most 1.3e-7, of x limited to [-87, 87]. Splits off a power of two, then
 * a polynomial of degree 6 (Cephes' single-precision coefficients).
 */
@inline
export function exponential(x: v128): v128 {
  const limited = f32x4.pmax(f32x4.pmin(x, EXP_LIMIT), NEGATIVE_LIMIT);
  // Adding 1.5 * 2^23 rounds to the nearest integer, which then stands in the lowest bits.
  const shifted = madd(limited, LOG2_E, ROUNDER);
  const power = f32x4.sub(shifted, ROUNDER);
  const rest = madd(power, LN2_LOW, madd(power, LN2_HIGH, limited));
  let series = madd(EXP_6, rest, EXP_5);
  series = madd(series, rest, EXP_4);
  series = madd(series, rest, EXP_3);
  series = madd(series, rest, EXP_2);
  series = madd(series, rest, HALF);
  series = madd(series, f32x4.mul(rest, rest), f32x4.add(rest, ONE));
  return i32x4.add(series, i32x4.shl(shifted, 23));
}

/**
 * `1 / (1 + exp(-x))`, error at most 1e-7, and relative to the result at most 1.1e-6 down to x = -20. A
 * power of two and a polynomial of degree 5 (minimax, relative error 9e-8), which takes a third fewer
 * steps than `exponential`: what that has more in accuracy, the 1 swallows.
 */
@inline
export function sigmoid(x: v128): v128 {
  const limited = f32x4.pmax(f32x4.pmin(x, EXP_LIMIT), NEGATIVE_LIMIT);
  const shifted = madd(limited, NEGATIVE_LOG2_E, ROUNDER);
  const rest = madd(limited, NEGATIVE_LOG2_E, f32x4.sub(ROUNDER, shifted));
  const square = f32x4.mul(rest, rest);
  const high = madd(madd(POWER_5, rest, POWER_4), square, madd(POWER_3, rest, POWER_2));
  const series = madd(high, square, madd(POWER_1, rest, ONE));
  return f32x4.div(ONE, f32x4.add(ONE, i32x4.add(series, i32x4.shl(shifted, 23))));
}

/**
 * The sigmoids of a row of 8, in place. Step by step for both halves: the steps of one wait for each
 * other, and every constant is read once.
 */
@inline
export function sigmoidRow(row: usize): void {
  let first = EXP_LIMIT;
  let second = NEGATIVE_LIMIT;
  let low = f32x4.pmax(f32x4.pmin(v128.load(row), first), second);
  let high = f32x4.pmax(f32x4.pmin(v128.load(row, 16), first), second);
  first = NEGATIVE_LOG2_E;
  second = ROUNDER;
  const lowShifted = madd(low, first, second);
  const highShifted = madd(high, first, second);
  low = madd(low, first, f32x4.sub(second, lowShifted));
  high = madd(high, first, f32x4.sub(second, highShifted));
  const lowSquare = f32x4.mul(low, low);
  const highSquare = f32x4.mul(high, high);
  first = POWER_5;
  second = POWER_4;
  let lowSeries = madd(first, low, second);
  let highSeries = madd(first, high, second);
  first = POWER_3;
  second = POWER_2;
  lowSeries = madd(lowSeries, lowSquare, madd(first, low, second));
  highSeries = madd(highSeries, highSquare, madd(first, high, second));
  first = POWER_1;
  second = ONE;
  lowSeries = madd(lowSeries, lowSquare, madd(first, low, second));
  highSeries = madd(highSeries, highSquare, madd(first, high, second));
  lowSeries = i32x4.add(lowSeries, i32x4.shl(lowShifted, 23));
  highSeries = i32x4.add(highSeries, i32x4.shl(highShifted, 23));
  v128.store(row, f32x4.div(second, f32x4.add(second, lowSeries)));
  v128.store(row, f32x4.div(second, f32x4.add(second, highSeries)), 16);
}

/**
 * `tanh(x)`, relative error at most 2e-7, also near 0: `(1 - e) / (1 + e)` with `e = exp(-2 |x|)` and the
 * sign of x. The series of `exponential` without its first term leaves `e - 1` exact where it is small.
 */
@inline
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const sign = v128.xor(x, size);
  const exponent = f32x4.sub(f32x4.sub(f32x4.splat(0), size), size);
  const limited = f32x4.pmax(exponent, NEGATIVE_LIMIT);
  const shifted = madd(limited, LOG2_E, ROUNDER);
  const power = f32x4.sub(shifted, ROUNDER);
  const rest = madd(power, LN2_LOW, madd(power, LN2_HIGH, limited));
  let series = madd(EXP_6, rest, EXP_5);
  series = madd(series, rest, EXP_4);
  series = madd(series, rest, EXP_3);
  series = madd(series, rest, EXP_2);
  series = madd(series, rest, HALF);
  series = madd(series, f32x4.mul(rest, rest), rest);
  const scale = i32x4.add(ONE, i32x4.shl(shifted, 23));
  const scaled = f32x4.mul(series, scale);
  const above = f32x4.sub(f32x4.sub(ONE, scale), scaled);
  const below = f32x4.add(ONE, f32x4.add(scale, scaled));
  return v128.or(f32x4.div(above, below), sign);
}

/** Sum of the four lanes, pairwise. */
@inline
export function sumLanes(x: v128): f32 {
  return (f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1)) +
    (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** Address of the element `index` of floats that start at `start`. */
@inline
export function at(start: usize, index: i32): usize {
  return start + (<usize> index << 2);
}

/** `count` floats in bytes. */
@inline
export function bytes(count: i32): usize {
  return <usize> count << 2;
}
