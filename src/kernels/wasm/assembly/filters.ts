// Filters as the right operand of a convolution.
import { at, bytes } from "./vector";

/**
 * Packs a filter for `slidingProduct`: panels of 8 outputs, `[rows * columns * inner][8]` each, the last one
 * filled up with zeros. Element (row, column, k, output) is read from `w[row * rowStride + column *
 * columnStride + k * innerStride + output * outputStride]`; strides may be negative, which turns a filter
 * round.
 */
export function packFilter(
  w: usize, out: usize, rows: i32, columns: i32, inner: i32, outputs: i32,
  rowStride: i32, columnStride: i32, innerStride: i32, outputStride: i32,
): void {
  const innerStep = bytes(innerStride);
  const outputStep = bytes(outputStride);
  for (let output: i32 = 0; output < outputs; output += 8) {
    const width = min<i32>(8, outputs - output);
    const copied = width == 8 && outputStride == 1;
    for (let row: i32 = 0; row < rows; row++) {
      for (let column: i32 = 0; column < columns; column++) {
        let from = w + bytes(row * rowStride + column * columnStride + output * outputStride);
        for (let k: i32 = 0; k < inner; k++) {
          if (copied) {
            v128.store(out, v128.load(from));
            v128.store(out, v128.load(from, 16), 16);
          } else {
            let p = from;
            for (let i: i32 = 0; i < 8; i++) {
              store<f32>(at(out, i), i < width ? load<f32>(p) : 0);
              if (i < width - 1) p += outputStep;
            }
          }
          from += innerStep;
          out += 32;
        }
      }
    }
  }
}
