import { contractTile, declareSums, HALVES, TILE_ROWS } from "./generate_tile_step.ts";
import { lines, range } from "./source_lines.ts";

/** The product whose result is row-major, as tensors are, where that of `product` is panels. */
export function rowTile(): string {
  const rows = range(TILE_ROWS);
  const every = (text: (row: number, half: number) => string) =>
    rows.flatMap((row) => HALVES.map((half) => text(row, half)));
  /** Does something for every row that the tile has, with \`p\` going along. */
  const downRows = (text: (row: number) => string, indent: string) =>
    lines(
      rows.map((row) => {
        const body = `{ ${row === 0 ? "" : "p += step; "}${text(row)} }`;
        return row === 0 ? body : `if (rows > ${row}) ${body}`;
      }),
      indent,
    );
  const add = (row: number) =>
    HALVES.map((h) => `c${row}${h} = f32x4.add(c${row}${h}, v128.load(p, ${16 * h}));`).join(" ");
  const write = (row: number) =>
    HALVES.map((h) => `v128.store(p, c${row}${h}, ${16 * h});`).join(" ");
  return `/**
 * Up to ${TILE_ROWS} rows of a product, row-major: \`c[row * cStride + column] (+)= sum over inner of
 * a[inner][${TILE_ROWS}] * b[panel][inner][8] (+ bias[column])\`.
 *
 * @param a One tile as packLeft writes it. @param bias Address of as many floats as the panels have
 * columns, or 0. @param accumulate 1 adds to c. @param edge ${
    8 * TILE_ROWS
  } floats that may be written.
 */
export function rowTile(
  a: usize, b: usize, c: usize, rows: i32, columns: i32, inner: i32,
  cStride: i32, bias: usize, accumulate: i32, edge: usize,
): void {
  for (let column: i32 = 0; column < columns; column += 8) {
${declareSums("    ")}
    if (bias) {
      const bias0 = v128.load(bias);
      const bias1 = v128.load(bias, 16);
${lines(every((row, h) => `c${row}${h} = bias${h};`), "      ")}
      bias += 32;
    }
    let left = a;
    let right = b;
${contractTile("    ")}
    const full = columns - column >= 8;
    const step: usize = full ? bytes(cStride) : 32;
    const start = full ? c : edge;
    if (accumulate) {
      if (!full) copyMatrix(c, edge, rows, columns - column, cStride, 8);
      let p = start;
${downRows(add, "      ")}
    }
    let p = start;
${downRows(write, "    ")}
    if (!full) copyMatrix(edge, c, rows, columns - column, 8, cStride);
    b = right;
    c += 32;
  }
}`;
}
