/**
 * Writes the matrix products as AssemblyScript: their accumulators must be single variables for the
 * compiler to keep them in registers, which nobody wants to write by hand.
 *
 * @module
 */
import { rowTile } from "./generate_row_tile.ts";
import { contractTile, declareSums, HALVES, TILE_ROWS } from "./generate_tile_step.ts";
import { lines, range } from "./source_lines.ts";

/** The source text of the module `tiles`. */
export function generateTiles(): string {
  return [
    'import { copyMatrix } from "./row_copies";',
    'import { at, bytes, madd } from "./vector";',
    product(),
    packLeft(),
    rowTile(),
  ].join("\n\n") + "\n";
}

/** `C = A B (+ bias) (+ C)` where B is panels, `[inner][8]` each, and A is packed in tiles of rows. */
function product(): string {
  const rows = range(TILE_ROWS);
  const guarded = (row: number, text: string) => row === 0 ? text : `if (height > ${row}) ${text}`;
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
  for (let row: i32 = 0; row < rows; row += ${TILE_ROWS}) {
    const height = rows - row;
    let bPanel = b;
    let out = c + (<usize>row << 5);
    const aTile = a + bytes(row * inner);
    for (let panel: i32 = 0; panel < panels; panel++) {
${declareSums("      ")}
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
      let left = aTile;
      let right = bPanel;
${contractTile("      ")}
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
