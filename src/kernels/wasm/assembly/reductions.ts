// Sums over one axis of [outer, count, inner], and over rows with the same label.
import { at, bytes, sumLanes } from "./vector";

/** With at most so many columns, rows are taken together. */
const NARROW: i32 = 16;

/** Rows taken together, a power of two. */
const TOGETHER: i32 = 16;

/** Floats of scratch memory that {@link sumMiddle} needs. */
export function sumMiddleScratch(): i32 {
  return NARROW * TOGETHER;
}

/** `out += sum of 8 rows`, pairwise, or `out = ` it. */
@inline
function sumEightRows(x: usize, out: usize, columns: i32, step: usize, first: bool): void {
  let i: i32 = 0;
  for (; i + 4 <= columns; i += 4) {
    let p = x;
    const r0 = v128.load(p);
    p += step;
    const r1 = v128.load(p);
    p += step;
    const r2 = v128.load(p);
    p += step;
    const r3 = v128.load(p);
    p += step;
    const r4 = v128.load(p);
    p += step;
    const r5 = v128.load(p);
    p += step;
    const r6 = v128.load(p);
    p += step;
    const r7 = v128.load(p);
    const sum = f32x4.add(
      f32x4.add(f32x4.add(r0, r1), f32x4.add(r2, r3)),
      f32x4.add(f32x4.add(r4, r5), f32x4.add(r6, r7)),
    );
    v128.store(out, first ? sum : f32x4.add(v128.load(out), sum));
    x += 16;
    out += 16;
  }
  for (; i < columns; i++) {
    let p = x;
    let sum: f32 = 0;
    for (let row: i32 = 0; row < 8; row++) {
      sum += load<f32>(p);
      p += step;
    }
    store<f32>(out, first ? sum : load<f32>(out) + sum);
    x += 4;
    out += 4;
  }
}

/** `out = x`, or `out += x`, of one row. */
@inline
function sumOneRow(x: usize, out: usize, columns: i32, first: bool): void {
  let i: i32 = 0;
  for (; i + 4 <= columns; i += 4) {
    v128.store(out, first ? v128.load(x) : f32x4.add(v128.load(out), v128.load(x)));
    x += 16;
    out += 16;
  }
  for (; i < columns; i++) {
    store<f32>(out, first ? load<f32>(x) : load<f32>(out) + load<f32>(x));
    x += 4;
    out += 4;
  }
}

/** Sum of at least one row of `columns` floats, to out or added to it. */
function sumRowsTo(x: usize, out: usize, rows: i32, columns: i32, accumulate: bool): void {
  const step = bytes(columns);
  let first = !accumulate;
  let row: i32 = 0;
  for (; row + 8 <= rows; row += 8) {
    if (first) sumEightRows(x, out, columns, step, true);
    else sumEightRows(x, out, columns, step, false);
    first = false;
    x += step << 3;
  }
  for (; row < rows; row++) {
    if (first) sumOneRow(x, out, columns, true);
    else sumOneRow(x, out, columns, false);
    first = false;
    x += step;
  }
}

/** Sum of `count` floats that follow each other. */
function sumRun(x: usize, count: i32): f32 {
  let total: f32 = 0;
  // Sums of at most 4096 floats, so that a long run keeps its precision.
  while (count >= 16) {
    const part = min<i32>(count & ~15, 4096);
    let s0 = f32x4.splat(0);
    let s1 = s0, s2 = s0, s3 = s0;
    const end = x + bytes(part);
    for (; x < end; x += 64) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
    }
    total += sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
    count -= part;
  }
  for (; count > 0; count--) {
    total += load<f32>(x);
    x += 4;
  }
  return total;
}

/**
 * `out[i][j] = sum over k of x[i][k][j] / divisor`, for x `[outer, count, inner]` with at least one
 * term.
 *
 * @param scratch Of {@link sumMiddleScratch} floats.
 */
export function sumMiddle(
  x: usize,
  out: usize,
  outer: i32,
  count: i32,
  inner: i32,
  divisor: f32,
  scratch: usize,
): void {
  if (inner == 1) {
    for (let i: i32 = 0; i < outer; i++) {
      store<f32>(at(out, i), sumRun(x, count) / divisor);
      x += bytes(count);
    }
    return;
  }
  const matrix = bytes(count * inner);
  const divisors = f32x4.splat(divisor);
  for (let i: i32 = 0; i < outer; i++) {
    const groups = inner <= NARROW ? count / TOGETHER : 0;
    const grouped = groups * TOGETHER;
    if (groups) {
      sumRowsTo(x, scratch, groups, TOGETHER * inner, false);
      sumRowsTo(scratch, out, TOGETHER, inner, false);
    }
    if (grouped < count) {
      sumRowsTo(x + bytes(grouped * inner), out, count - grouped, inner, groups > 0);
    }
    if (divisor != 1) {
      let j: i32 = 0;
      for (; j + 4 <= inner; j += 4) {
        v128.store(at(out, j), f32x4.div(v128.load(at(out, j)), divisors));
      }
      for (; j < inner; j++) store<f32>(at(out, j), load<f32>(at(out, j)) / divisor);
    }
    x += matrix;
    out += bytes(inner);
  }
}

/**
 * `out[segment] = sum of the rows of x whose label it is`; rows with another label are left out.
 *
 * @param labels `rows` 32-bit integers.
 */
export function segmentSum(
  x: usize,
  labels: usize,
  out: usize,
  rows: i32,
  columns: i32,
  segments: i32,
): void {
  memory.fill(out, 0, bytes(segments * columns));
  for (let row: i32 = 0; row < rows; row++) {
    const segment = load<i32>(at(labels, row));
    if (segment >= 0 && segment < segments) {
      sumOneRow(x, at(out, segment * columns), columns, false);
    }
    x += bytes(columns);
  }
}

/** The L2 norm of each of `count` tensors, and that of all of them together, to `count + 1` floats. */
export function norms(addresses: usize, sizes: usize, out: usize, count: i32): void {
  let all: f64 = 0;
  for (let i: i32 = 0; i < count; i++) {
    let x = <usize> load<u32>(at(addresses, i));
    let left = load<i32>(at(sizes, i));
    let total: f64 = 0;
    while (left >= 8) {
      const part = min<i32>(left & ~7, 1024);
      let s0 = f32x4.splat(0);
      let s1 = s0;
      const end = x + bytes(part);
      for (; x < end; x += 32) {
        const x0 = v128.load(x);
        const x1 = v128.load(x, 16);
        s0 = f32x4.add(s0, f32x4.mul(x0, x0));
        s1 = f32x4.add(s1, f32x4.mul(x1, x1));
      }
      total += <f64> sumLanes(f32x4.add(s0, s1));
      left -= part;
    }
    for (; left > 0; left--) {
      const value = load<f32>(x);
      total += <f64> (value * value);
      x += 4;
    }
    store<f32>(at(out, i), <f32> sqrt(total));
    all += total;
  }
  store<f32>(at(out, count), <f32> sqrt(all));
}
