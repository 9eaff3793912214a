// Arithmetic between tensors of which one is repeated along some axes.
import { at, bytes } from "./vector";

const ADD: i32 = 0;
const SUBTRACT: i32 = 1;
const MULTIPLY: i32 = 2;
const DIVIDE: i32 = 3;

@inline
function combine(operation: i32, a: v128, b: v128): v128 {
  if (operation == ADD) return f32x4.add(a, b);
  if (operation == SUBTRACT) return f32x4.sub(a, b);
  if (operation == MULTIPLY) return f32x4.mul(a, b);
  return f32x4.div(a, b);
}

/** One row: a and b go along with it, or are one float for all of it. */
@inline
function row(operation: i32, a: usize, b: usize, out: usize, columns: i32, aMoves: i32, bMoves: i32): void {
  let i: i32 = 0;
  if (aMoves && bMoves) {
    for (; i + 4 <= columns; i += 4) {
      v128.store(out, combine(operation, v128.load(a), v128.load(b)));
      a += 16;
      b += 16;
      out += 16;
    }
  } else if (aMoves) {
    const same = v128.load32_splat(b);
    for (; i + 4 <= columns; i += 4) {
      v128.store(out, combine(operation, v128.load(a), same));
      a += 16;
      out += 16;
    }
  } else if (bMoves) {
    const same = v128.load32_splat(a);
    for (; i + 4 <= columns; i += 4) {
      v128.store(out, combine(operation, same, v128.load(b)));
      b += 16;
      out += 16;
    }
  }
  for (; i < columns; i++) {
    const result = combine(operation, v128.load32_splat(a), v128.load32_splat(b));
    v128.store32_lane(out, result, 0);
    if (aMoves) a += 4;
    if (bMoves) b += 4;
    out += 4;
  }
}

@inline
function matrices(
  operation: i32,
  a: usize,
  b: usize,
  out: usize,
  outer: i32,
  rows: i32,
  columns: i32,
  aOuter: i32,
  aRow: i32,
  aColumn: i32,
  bOuter: i32,
  bRow: i32,
  bColumn: i32,
): void {
  for (let i: i32 = 0; i < outer; i++) {
    let aNow = a;
    let bNow = b;
    for (let j: i32 = 0; j < rows; j++) {
      row(operation, aNow, bNow, out, columns, aColumn, bColumn);
      aNow += bytes(aRow);
      bNow += bytes(bRow);
      out += bytes(columns);
    }
    a += bytes(aOuter);
    b += bytes(bOuter);
  }
}

/**
 * `out[i][j][k] = a operation b` over `[outer, rows, columns]`. Strides are floats, 0 where an operand
 * is repeated; those of the last axis are 0 or 1.
 *
 * @param operation 0 adds, 1 subtracts, 2 multiplies, 3 divides.
 */
export function broadcast(
  operation: i32,
  a: usize,
  b: usize,
  out: usize,
  outer: i32,
  rows: i32,
  columns: i32,
  aOuter: i32,
  aRow: i32,
  aColumn: i32,
  bOuter: i32,
  bRow: i32,
  bColumn: i32,
): void {
  if (operation == ADD) {
    matrices(ADD, a, b, out, outer, rows, columns, aOuter, aRow, aColumn, bOuter, bRow, bColumn);
  } else if (operation == SUBTRACT) {
    matrices(SUBTRACT, a, b, out, outer, rows, columns, aOuter, aRow, aColumn, bOuter, bRow, bColumn);
  } else if (operation == MULTIPLY) {
    matrices(MULTIPLY, a, b, out, outer, rows, columns, aOuter, aRow, aColumn, bOuter, bRow, bColumn);
  } else {
    matrices(DIVIDE, a, b, out, outer, rows, columns, aOuter, aRow, aColumn, bOuter, bRow, bColumn);
  }
}
