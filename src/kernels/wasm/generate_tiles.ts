/**
 * Writes the matrix products as AssemblyScript: their accumulators must be single variables for the
 * compiler to keep them in registers, which nobody wants to write by hand.
 *
 * @module
 */
import { rowTile } from "./generate_row_tile.ts";
import { lines, range } from "./source_lines.ts";

/** Rows of the left operand that one tile of {@link product} covers. */
export const TILE_ROWS = 6;

/** Columns of a tile: the examples of one panel. */
export const TILE_COLUMNS = 8;

/** The source text of the module `tiles`. */
export function generateTiles(): string {
  return [
    'import { copyMatrix } from "./row_copies";',
    'import { at, bytes, madd } from "./vector";',
    product(),
    packLeft(),
    contraction(),
    rowTile(),
  ].join("\n\n") + "\n";
}

/** The tile's accumulators, one half panel each. */
const HALVES = range(TILE_COLUMNS / 4);

/**
 * `C = A B (+ bias) (+ C)` where B is panels, `[inner][8]` each, and A is packed in tiles of 6 rows.
 * A tile of 6 x 8 fills 12 of the 16 vector registers; 4 x 8, 5 x 8 and 3 x 16 are slower.
 */
function product(): string {
  const unroll = 4;
  const rows = range(TILE_ROWS);
  const guarded = (row: number, text: string) => row === 0 ? text : `if (left > ${row}) ${text}`;
  const step = (u: number) =>
    lines([
      ...HALVES.map((h) => `const b${h}_${u} = v128.load(b, ${(u * HALVES.length + h) * 16});`),
      ...rows.flatMap((row) => [
        `const a${row}_${u} = v128.load32_splat(a, ${(u * TILE_ROWS + row) * 4});`,
        ...HALVES.map((h) => `c${row}${h} = madd(a${row}_${u}, b${h}_${u}, c${row}${h});`),
      ]),
    ], "        ");
  return `/**
 * Product of a packed matrix with panels, \`c[panel][row][8] (+)= sum over inner of
 * a[row][inner] * b[panel][inner][8] (+ bias[row])\`.
 *
 * @param a Packed by packLeft. @param bias Address, or 0 for none. @param accumulate 1 adds to c.
 */
export function product(
  a: usize, b: usize, c: usize, rows: i32, panels: i32, inner: i32,
  bPanelStride: i32, cPanelStride: i32, bias: usize, accumulate: i32,
): void {
  const inner${unroll} = inner & ~${unroll - 1};
  for (let row: i32 = 0; row < rows; row += ${TILE_ROWS}) {
    const left = rows - row;
    let bPanel = b;
    let out = c + (<usize>row << 5);
    const aTile = a + bytes(row * inner);
    for (let panel: i32 = 0; panel < panels; panel++) {
${lines(rows.flatMap((row) => HALVES.map((h) => `let c${row}${h} = f32x4.splat(0);`)), "      ")}
      if (bias) {
        const start = at(bias, row);
${
    lines(
      rows.map((row) =>
        guarded(
          row,
          `{ const s = v128.load32_splat(start, ${4 * row}); ${
            HALVES.map((h) => `c${row}${h} = s;`).join(" ")
          } }`,
        )
      ),
      "        ",
    )
  }
      }
      let a = aTile;
      let b = bPanel;
      for (let k: i32 = 0; k < inner${unroll}; k += ${unroll}) {
${range(unroll).map(step).join("\n")}
        a += ${unroll * TILE_ROWS * 4};
        b += ${unroll * 32};
      }
      for (let k: i32 = inner${unroll}; k < inner; k++) {
${step(0)}
        a += ${TILE_ROWS * 4};
        b += 32;
      }
      if (accumulate) {
${
    lines(
      rows.map((row) =>
        guarded(
          row,
          `{ ${
            HALVES.map((h) =>
              `c${row}${h} = f32x4.add(c${row}${h}, v128.load(out, ${row * 32 + h * 16}));`
            ).join(" ")
          } }`,
        )
      ),
      "        ",
    )
  }
      }
${
    lines(
      rows.map((row) =>
        guarded(
          row,
          `{ ${
            HALVES.map((h) => `v128.store(out, c${row}${h}, ${row * 32 + h * 16});`).join(" ")
          } }`,
        )
      ),
      "      ",
    )
  }
      bPanel += bytes(bPanelStride);
      out += bytes(cPanelStride);
    }
  }
}`;
}

/** Packs the left operand of {@link product}. */
function packLeft(): string {
  return `/**
 * Packs a matrix for \`product\`: tiles of ${TILE_ROWS} rows, \`[inner][${TILE_ROWS}]\` each, the last one filled up with
 * zeros. Element (row, k) is read from \`a[row * rowStride + k * innerStride]\`, so exchanged strides
 * transpose.
 */
export function packLeft(
  a: usize, out: usize, rows: i32, inner: i32, rowStride: i32, innerStride: i32,
): void {
  const rowBytes = bytes(rowStride);
  const innerBytes = bytes(innerStride);
  for (let row: i32 = 0; row < rows; row += ${TILE_ROWS}) {
    const left = rows - row;
    let p = a + <usize>row * rowBytes;
    if (left >= ${TILE_ROWS}) {
      for (let k: i32 = 0; k < inner; k++) {
${
    lines(
      range(TILE_ROWS).map((row) =>
        `store<f32>(out, load<f32>(p + rowBytes * ${row}), ${4 * row});`
      ),
      "        ",
    )
  }
        p += innerBytes;
        out += ${4 * TILE_ROWS};
      }
    } else {
      for (let k: i32 = 0; k < inner; k++) {
        for (let i: i32 = 0; i < ${TILE_ROWS}; i++) {
          store<f32>(at(out, i), i < left ? load<f32>(p + rowBytes * <usize>i) : 0);
        }
        p += innerBytes;
        out += ${4 * TILE_ROWS};
      }
    }
  }
}`;
}

/** Tile of {@link contraction}: 2 x 4 accumulators; 3 x 4 spills registers. */
const CONTRACTION = { rows: 2, columns: 4 } as const;

/**
 * Weight gradients: both operands are rows of 8 examples, contracted over examples, panels and ticks
 * without any packing.
 */
function contraction(): string {
  const rows = range(CONTRACTION.rows);
  const columns = range(CONTRACTION.columns);
  const half = (h: number) => [
    ...rows.map((i) => `const y${i}_${h} = v128.load(yp, ${i * 32 + h * 16});`),
    ...columns.flatMap((j) => [
      `const x${j}_${h} = v128.load(xp, ${j * 32 + h * 16});`,
      ...rows.map((i) => `c${i}${j} = madd(y${i}_${h}, x${j}_${h}, c${i}${j});`),
    ]),
  ];
  const finish = (i: number) =>
    lines([
      "{",
      `  const low0 = i32x4.shuffle(c${i}0, c${i}1, 0, 4, 1, 5);`,
      `  const high0 = i32x4.shuffle(c${i}0, c${i}1, 2, 6, 3, 7);`,
      `  const low1 = i32x4.shuffle(c${i}2, c${i}3, 0, 4, 1, 5);`,
      `  const high1 = i32x4.shuffle(c${i}2, c${i}3, 2, 6, 3, 7);`,
      "  const s0 = f32x4.add(low0, high0);",
      "  const s1 = f32x4.add(low1, high1);",
      "  let sums = f32x4.add(i64x2.shuffle(s0, s1, 0, 2), i64x2.shuffle(s0, s1, 1, 3));",
      "  if (left >= 4) {",
      "    if (accumulate) sums = f32x4.add(sums, v128.load(p));",
      "    v128.store(p, sums);",
      "  } else {",
      ...range(3).map((j) =>
        `    ${
          j === 0 ? "" : `if (left > ${j}) `
        }store<f32>(p, f32x4.extract_lane(sums, ${j}) + (accumulate ? load<f32>(p, ${
          4 * j
        }) : 0), ${4 * j});`
      ),
      "  }",
      "}",
    ], "      ");
  return `/**
 * Contraction over examples, panels and ticks, \`out[row * outStride + column] (+)= sum of
 * y[tick][panel][row][8] * x[tick][panel][column][8]\`. Rows and columns are 8 floats apart. Columns are
 * taken in blocks of \`block\`, so that their part of x stays in the cache. Reads up to one row of y
 * and three of x beyond the last, which must lie inside the memory.
 */
export function contraction(
  y: usize, x: usize, out: usize, rows: i32, columns: i32, ticks: i32, panels: i32,
  yTickStride: i32, xTickStride: i32, yPanelStride: i32, xPanelStride: i32,
  outStride: i32, accumulate: i32, block: i32,
): void {
  for (let first: i32 = 0; first < columns; first += block) {
    const end = min<i32>(first + block, columns);
    for (let row: i32 = 0; row < rows; row += ${CONTRACTION.rows}) {
      const yRow = y + (<usize>row << 5);
      for (let column: i32 = first; column < end; column += ${CONTRACTION.columns}) {
        const left = end - column;
        const xColumn = x + (<usize>column << 5);
${lines(rows.flatMap((i) => columns.map((j) => `let c${i}${j} = f32x4.splat(0);`)), "        ")}
        for (let tick: i32 = 0; tick < ticks; tick++) {
          let yp = yRow + <usize>tick * bytes(yTickStride);
          let xp = xColumn + <usize>tick * bytes(xTickStride);
          for (let panel: i32 = 0; panel < panels; panel++) {
${lines([...half(0), ...half(1)], "            ")}
            yp += bytes(yPanelStride);
            xp += bytes(xPanelStride);
          }
        }
        let p = out + <usize>row * bytes(outStride) + (<usize>column << 2);
${finish(0)}
        if (rows - row > 1) {
          p += bytes(outStride);
${finish(1)}
        }
      }
    }
  }
}`;
}
