// Products of row-major matrices, as tensors are stored. Both operands are packed block by block:
// a block of the right one into panels of 8 columns that stay in the second cache, tiles of 5 rows of
// the left one into the first. Strides tell transposed operands apart.
import { copyMatrix } from "./row_copies";
import { packTile } from "./pack_tile";
import { packPanel } from "./panels";
import { rowTile } from "./tiles";
import { at, bytes } from "./vector";

/** Terms of the contraction that are packed at a time. */
const INNER: i32 = 256;

/** Columns of the right operand that are packed at a time. */
const COLUMNS: i32 = 256;

/** Floats of scratch memory that {@link matMul} needs. */
export function matMulScratch(): i32 {
  return 5 * INNER + 40 + COLUMNS + 8 + (COLUMNS + 8) * INNER;
}

/** Packs a block of the right operand to panels `[inner][8]`, the last one filled up with zeros. */
function packRight(
  b: usize,
  out: usize,
  inner: i32,
  columns: i32,
  innerStride: i32,
  columnStride: i32,
): void {
  for (let column: i32 = 0; column < columns; column += 8) {
    const left = min<i32>(8, columns - column);
    if (innerStride == 1) {
      packPanel(b, columnStride, out, inner, left);
    } else {
      const step = bytes(innerStride);
      let source = b;
      let target = out;
      if (left == 8 && columnStride == 1) {
        for (let k: i32 = 0; k < inner; k++) {
          v128.store(target, v128.load(source));
          v128.store(target, v128.load(source, 16), 16);
          source += step;
          target += 32;
        }
      } else {
        for (let k: i32 = 0; k < inner; k++) {
          let p = source;
          for (let i: i32 = 0; i < 8; i++) {
            store<f32>(at(target, i), i < left ? load<f32>(p) : 0);
            p += bytes(columnStride);
          }
          source += step;
          target += 32;
        }
      }
    }
    b += bytes(columnStride) << 3;
    out += bytes(inner) << 3;
  }
}

/**
 * `c[row * cStride + column] (+)= sum over k of a(row, k) * b(k, column) (+ bias[column])`, where
 * `a(row, k)` is `a[row * aRowStride + k * aInnerStride]` and `b(k, column)` is
 * `b[k * bInnerStride + column * bColumnStride]`.
 *
 * @param bias Address, or 0 for none. @param accumulate 1 adds to what c holds.
 * @param scratch Of {@link matMulScratch} floats.
 */
export function matMul(
  a: usize,
  b: usize,
  c: usize,
  rows: i32,
  columns: i32,
  inner: i32,
  aRowStride: i32,
  aInnerStride: i32,
  bInnerStride: i32,
  bColumnStride: i32,
  cStride: i32,
  bias: usize,
  accumulate: i32,
  scratch: usize,
): void {
  const edge = scratch;
  const biasPanels = at(edge, 40);
  const tile = at(biasPanels, COLUMNS + 8);
  const panels = at(tile, 5 * INNER);
  for (let column: i32 = 0; column < columns; column += COLUMNS) {
    const width = min<i32>(COLUMNS, columns - column);
    let biasNow: usize = 0;
    if (bias) {
      copyMatrix(at(bias, column), biasPanels, 1, width, 0, 0);
      for (let i = width; i < width + 7; i++) store<f32>(at(biasPanels, i), 0);
      biasNow = biasPanels;
    }
    let first: i32 = 0;
    do {
      const depth = min<i32>(INNER, inner - first);
      const adds = first > 0 ? 1 : accumulate;
      packRight(
        b + <usize> column * bytes(bColumnStride) + <usize> first * bytes(bInnerStride),
        panels,
        depth,
        width,
        bInnerStride,
        bColumnStride,
      );
      for (let row: i32 = 0; row < rows; row += 5) {
        const height = min<i32>(5, rows - row);
        packTile(
          a + <usize> row * bytes(aRowStride) + <usize> first * bytes(aInnerStride),
          tile,
          height,
          depth,
          aRowStride,
          aInnerStride,
        );
        rowTile(
          tile,
          panels,
          at(c + <usize> row * bytes(cStride), column),
          height,
          width,
          depth,
          cStride,
          biasNow,
          adds,
          edge,
        );
      }
      biasNow = 0;
      first += INNER;
    } while (first < inner);
  }
}

/** {@link matMul} of `count` pairs of matrices, `aStep` and `bStep` floats apart, 0 to repeat one. */
export function batchMatMul(
  a: usize,
  b: usize,
  c: usize,
  count: i32,
  aStep: i32,
  bStep: i32,
  rows: i32,
  columns: i32,
  inner: i32,
  aRowStride: i32,
  aInnerStride: i32,
  bInnerStride: i32,
  bColumnStride: i32,
  scratch: usize,
): void {
  for (let i: i32 = 0; i < count; i++) {
    matMul(
      a,
      b,
      c,
      rows,
      columns,
      inner,
      aRowStride,
      aInnerStride,
      bInnerStride,
      bColumnStride,
      columns,
      0,
      0,
      scratch,
    );
    a += bytes(aStep);
    b += bytes(bStep);
    c += bytes(rows * columns);
  }
}
