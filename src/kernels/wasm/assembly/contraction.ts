// Gradients of weights: products of all rows of some panels with all rows of others, summed over
// examples, panels and ticks. Both are packed block by block, as in ./mat_mul: rows of 8 examples, read
// where they are, come from so many places that the processor waits for them.
import { packTile } from "./pack_tile";
import { packPanel } from "./panels";
import { rowTile } from "./tiles";
import { at, bytes } from "./vector";

/** Panels, those of all ticks one after the other, that are packed at a time. */
const PANELS: i32 = 32;

/** Columns of the result whose panels are packed at a time: then these stay in the second cache. */
const COLUMNS: i32 = 256;

/** Floats of scratch memory that {@link contraction} needs. */
export function contractionScratch(): i32 {
  return 40 + 8 * PANELS * (5 + COLUMNS);
}

/**
 * `out[row * outStride + column] (+)= sum of y[tick][panel][row][8] * x[tick][panel][column][8]`. Rows
 * and columns are 8 floats apart.
 *
 * @param accumulate 1 adds to what is there. @param scratch Of {@link contractionScratch} floats.
 */
export function contraction(
  y: usize,
  x: usize,
  out: usize,
  rows: i32,
  columns: i32,
  ticks: i32,
  panels: i32,
  yTickStride: i32,
  xTickStride: i32,
  yPanelStride: i32,
  xPanelStride: i32,
  outStride: i32,
  accumulate: i32,
  scratch: usize,
): void {
  const edge = scratch;
  const tile = at(edge, 40);
  const packed = at(tile, 40 * PANELS);
  const all = ticks * panels;
  for (let column: i32 = 0; column < columns; column += COLUMNS) {
    const width = min<i32>(COLUMNS, columns - column);
    for (let first: i32 = 0; first < all; first += PANELS) {
      const count = min<i32>(PANELS, all - first);
      const inner = 8 * count;
      for (let i: i32 = 0; i < count; i++) {
        const tick = (first + i) / panels;
        const panel = first + i - tick * panels;
        const place = tick * xTickStride + panel * xPanelStride;
        let from = at(x, place + 8 * column);
        let to = at(packed, 64 * i);
        for (let group: i32 = 0; group < width; group += 8) {
          packPanel(from, 8, to, 8, min<i32>(8, width - group));
          from += 256;
          to += <usize> inner << 5;
        }
      }
      for (let row: i32 = 0; row < rows; row += 5) {
        const height = min<i32>(5, rows - row);
        for (let i: i32 = 0; i < count; i++) {
          const tick = (first + i) / panels;
          const panel = first + i - tick * panels;
          const place = tick * yTickStride + panel * yPanelStride;
          packTile(at(y, place + 8 * row), at(tile, 40 * i), height, 8, 8, 1);
        }
        rowTile(
          tile,
          packed,
          at(out + <usize> row * bytes(outStride), column),
          height,
          width,
          inner,
          outStride,
          0,
          first > 0 ? 1 : accumulate,
          edge,
        );
      }
    }
  }
}
