// Input gradients of convolutions with few channels: what every output gives back to each tap is one
// product, `columns[row][column][tap][channels]`, of which every input adds up its own.
import { storeLanes } from "./lanes";
import { bytes } from "./vector";

/**
 * Adds up what each input pixel gets: `dx[row][column] = sum over taps (u, v) of columns[row - u][column -
 * v][u][v]`. Columns start where the tap (0, 0) of the first pixel points to, so taps go backwards. Reads
 * up to 3 floats beyond the last, which must lie inside the memory.
 *
 * @param channels At most 4. @param columnsRow Floats from one row of columns to the next.
 */
export function addColumns(
  columns: usize, dx: usize, rows: i32, width: i32, channels: i32,
  filterRows: i32, filterColumns: i32, columnsRow: i32,
): void {
  const pixel = bytes(channels);
  const step = bytes(filterRows * filterColumns * channels);
  const tap = pixel - step;
  const nextRow = bytes(filterColumns * channels - columnsRow);
  for (let row: i32 = 0; row < rows; row++) {
    let from = columns;
    for (let column: i32 = 0; column < width; column++) {
      let sum = f32x4.splat(0);
      let line = from;
      for (let u: i32 = 0; u < filterRows; u++) {
        let p = line;
        for (let v: i32 = 0; v < filterColumns; v++) {
          sum = f32x4.add(sum, v128.load(p));
          p += tap;
        }
        line += nextRow;
      }
      storeLanes(dx, sum, channels);
      dx += pixel;
      from += step;
    }
    columns += bytes(columnsRow);
  }
}
