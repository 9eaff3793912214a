// Copies of rows and transposition. All strides are floats.
import { at, bytes } from "./vector";

/** Rows of at least so many floats are left to the engine, which copies wide ones faster. */
const WIDE: i32 = 64;

/** Copies `rows` rows of `columns` floats; the two must not overlap. */
export function copyMatrix(
  from: usize,
  to: usize,
  rows: i32,
  columns: i32,
  fromStride: i32,
  toStride: i32,
): void {
  const fromStep = bytes(fromStride);
  const toStep = bytes(toStride);
  if (columns >= WIDE) {
    const length = bytes(columns);
    for (let row: i32 = 0; row < rows; row++) {
      memory.copy(to, from, length);
      from += fromStep;
      to += toStep;
    }
    return;
  }
  const whole = bytes(columns & ~3);
  const end = bytes(columns);
  for (let row: i32 = 0; row < rows; row++) {
    let i: usize = 0;
    for (; i < whole; i += 16) v128.store(to + i, v128.load(from + i));
    for (; i < end; i += 4) store<f32>(to + i, load<f32>(from + i));
    from += fromStep;
    to += toStep;
  }
}

/** {@link copyMatrix} of `outer * middle` matrices. */
export function copyMatrices(
  from: usize,
  to: usize,
  outer: i32,
  middle: i32,
  rows: i32,
  columns: i32,
  fromOuter: i32,
  fromMiddle: i32,
  fromStride: i32,
  toOuter: i32,
  toMiddle: i32,
  toStride: i32,
): void {
  for (let i: i32 = 0; i < outer; i++) {
    let source = from;
    let target = to;
    for (let j: i32 = 0; j < middle; j++) {
      copyMatrix(source, target, rows, columns, fromStride, toStride);
      source += bytes(fromMiddle);
      target += bytes(toMiddle);
    }
    from += bytes(fromOuter);
    to += bytes(toOuter);
  }
}

/** Four rows of four floats, `fromStep` bytes apart, to four columns. */
@inline
function transposeBlock(from: usize, to: usize, fromStep: usize, toStep: usize): void {
  const r0 = v128.load(from);
  const r1 = v128.load(from + fromStep);
  const r2 = v128.load(from + fromStep * 2);
  const r3 = v128.load(from + fromStep * 3);
  const a = i32x4.shuffle(r0, r1, 0, 4, 1, 5);
  const b = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
  const c = i32x4.shuffle(r2, r3, 0, 4, 1, 5);
  const d = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
  v128.store(to, i64x2.shuffle(a, c, 0, 2));
  v128.store(to + toStep, i64x2.shuffle(a, c, 1, 3));
  v128.store(to + toStep * 2, i64x2.shuffle(b, d, 0, 2));
  v128.store(to + toStep * 3, i64x2.shuffle(b, d, 1, 3));
}

/**
 * Transposes, `to[column * toStride + row] = from[row * fromStride + column]`. Sixteen rows at a time,
 * so that whole cache lines are written.
 */
export function transposeMatrix(
  from: usize,
  to: usize,
  rows: i32,
  columns: i32,
  fromStride: i32,
  toStride: i32,
): void {
  const fromStep = bytes(fromStride);
  const toStep = bytes(toStride);
  const wholeColumns = columns & ~3;
  for (let first: i32 = 0; first < rows; first += 16) {
    const end = min<i32>(first + 16, rows);
    const wholeEnd = first + ((end - first) & ~3);
    const band = from + <usize> first * fromStep;
    for (let column: i32 = 0; column < wholeColumns; column += 4) {
      let source = at(band, column);
      let target = at(to + <usize> column * toStep, first);
      for (let row = first; row < wholeEnd; row += 4) {
        transposeBlock(source, target, fromStep, toStep);
        source += fromStep << 2;
        target += 16;
      }
      for (let row = wholeEnd; row < end; row++) {
        store<f32>(target, load<f32>(source));
        store<f32>(target + toStep, load<f32>(source, 4));
        store<f32>(target + toStep * 2, load<f32>(source, 8));
        store<f32>(target + toStep * 3, load<f32>(source, 12));
        source += fromStep;
        target += 4;
      }
    }
    for (let column = wholeColumns; column < columns; column++) {
      let source = at(band, column);
      let target = at(to + <usize> column * toStep, first);
      for (let row = first; row < end; row++) {
        store<f32>(target, load<f32>(source));
        source += fromStep;
        target += 4;
      }
    }
  }
}

/** {@link transposeMatrix} of `outer * middle` matrices. */
export function transposeMatrices(
  from: usize,
  to: usize,
  outer: i32,
  middle: i32,
  rows: i32,
  columns: i32,
  fromOuter: i32,
  fromMiddle: i32,
  fromStride: i32,
  toOuter: i32,
  toMiddle: i32,
  toStride: i32,
): void {
  for (let i: i32 = 0; i < outer; i++) {
    let source = from;
    let target = to;
    for (let j: i32 = 0; j < middle; j++) {
      transposeMatrix(source, target, rows, columns, fromStride, toStride);
      source += bytes(fromMiddle);
      target += bytes(toMiddle);
    }
    from += bytes(fromOuter);
    to += bytes(toOuter);
  }
}
