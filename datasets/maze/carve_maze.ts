import type { Random } from "../../src/random/mod.ts";
import { MOVE, moveFrom } from "./move.ts";

/**
 * Carves a perfect maze by randomised depth-first search: between any two open pixels there is
 * exactly one route that turns back nowhere.
 *
 * The cells are the pixels with odd row and column. From a cell, drawn uniformly for a start, the
 * search goes on to an unvisited neighbouring cell, drawn uniformly, and opens the pixel in between;
 * where there is none it goes back.
 *
 * @param size Odd, at least 3: pixels per side, walls included.
 * @returns 1 for open pixels, 0 for walls, `[size, size]`; the border is wall.
 */
export function carveMaze(size: number, random: Random): Uint8Array {
  const side = (size - 1) / 2;
  const open = new Uint8Array(size * size);
  const path = new Uint32Array(side * side);
  const neighbours = new Int32Array(4);
  path[0] = random.integer(side * side);
  open[cellPixel(path[0]!, size)] = 1;
  let depth = 1;
  while (depth > 0) {
    const cell = path[depth - 1]!;
    let count = 0;
    for (let move = MOVE.up as number; move <= MOVE.right; move++) {
      const neighbour = moveFrom(cell, move, side);
      if (neighbour >= 0 && open[cellPixel(neighbour, size)] === 0) neighbours[count++] = neighbour;
    }
    if (count === 0) {
      depth--;
      continue;
    }
    const next = neighbours[count > 1 ? random.integer(count) : 0]!;
    const pixel = cellPixel(next, size);
    open[pixel] = 1;
    open[(cellPixel(cell, size) + pixel) / 2] = 1;
    path[depth++] = next;
  }
  return open;
}

/**
 * The pixel of a cell.
 *
 * @param cell Counted row by row, `(size - 1) / 2` per row.
 */
export function cellPixel(cell: number, size: number): number {
  const side = (size - 1) / 2;
  const column = cell % side;
  const row = (cell - column) / side;
  return (2 * row + 1) * size + 2 * column + 1;
}
