// Gradients of a depthwise convolution of one image: `y[pixel][channel * multiplier + i]` comes from
// `x[pixel][channel]` and `w[row][column][channel][i]` alone.
import { at, bytes } from "./vector";

/** Gradient with respect to x, added to dx. */
export function depthwiseInputGradient(
  dy: usize, w: usize, dx: usize, rows: i32, columns: i32, channels: i32, multiplier: i32,
  outRows: i32, outColumns: i32, filterRows: i32, filterColumns: i32,
  rowStride: i32, columnStride: i32, top: i32, left: i32,
): void {
  const outputs = channels * multiplier;
  for (let i: i32 = 0; i < outRows; i++) {
    for (let j: i32 = 0; j < outColumns; j++) {
      for (let u: i32 = 0; u < filterRows; u++) {
        const row = i * rowStride - top + u;
        if (row < 0 || row >= rows) continue;
        for (let v: i32 = 0; v < filterColumns; v++) {
          const column = j * columnStride - left + v;
          if (column < 0 || column >= columns) continue;
          const to = at(dx, (row * columns + column) * channels);
          const tap = at(w, (u * filterColumns + v) * outputs);
          let channel: i32 = 0;
          if (multiplier == 1) {
            for (; channel + 4 <= channels; channel += 4) {
              const part = f32x4.mul(v128.load(at(dy, channel)), v128.load(at(tap, channel)));
              v128.store(at(to, channel), f32x4.add(v128.load(at(to, channel)), part));
            }
          }
          for (; channel < channels; channel++) {
            let sum = load<f32>(at(to, channel));
            for (let k = channel * multiplier; k < (channel + 1) * multiplier; k++) {
              sum += load<f32>(at(dy, k)) * load<f32>(at(tap, k));
            }
            store<f32>(at(to, channel), sum);
          }
        }
      }
      dy += bytes(outputs);
    }
  }
}

/** Gradient with respect to w, added to dw. */
export function depthwiseFilterGradient(
  x: usize, dy: usize, dw: usize, rows: i32, columns: i32, channels: i32, multiplier: i32,
  outRows: i32, outColumns: i32, filterRows: i32, filterColumns: i32,
  rowStride: i32, columnStride: i32, top: i32, left: i32,
): void {
  const outputs = channels * multiplier;
  for (let i: i32 = 0; i < outRows; i++) {
    for (let j: i32 = 0; j < outColumns; j++) {
      for (let u: i32 = 0; u < filterRows; u++) {
        const row = i * rowStride - top + u;
        if (row < 0 || row >= rows) continue;
        for (let v: i32 = 0; v < filterColumns; v++) {
          const column = j * columnStride - left + v;
          if (column < 0 || column >= columns) continue;
          const from = at(x, (row * columns + column) * channels);
          const tap = at(dw, (u * filterColumns + v) * outputs);
          let channel: i32 = 0;
          if (multiplier == 1) {
            for (; channel + 4 <= channels; channel += 4) {
              const part = f32x4.mul(v128.load(at(dy, channel)), v128.load(at(from, channel)));
              v128.store(at(tap, channel), f32x4.add(v128.load(at(tap, channel)), part));
            }
          }
          for (; channel < channels; channel++) {
            const value = load<f32>(at(from, channel));
            for (let k = channel * multiplier; k < (channel + 1) * multiplier; k++) {
              store<f32>(at(tap, k), load<f32>(at(tap, k)) + load<f32>(at(dy, k)) * value);
            }
          }
        }
      }
      dy += bytes(outputs);
    }
  }
}
