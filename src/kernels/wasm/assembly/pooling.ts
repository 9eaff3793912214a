// Pooling of one image, `x[row][column][channels]`. Windows are cut off at the edges of the image.
import { storeLanes } from "./lanes";
import { at, bytes } from "./vector";

/**
 * Maximum of each window, and where it is: `places[pixel][channel]` becomes the offset of the first
 * maximum's pixel in x, in floats, to which the channel comes. Reads up to 3 floats beyond x, which must
 * lie inside the memory.
 */
export function maxPoolImage(
  x: usize, y: usize, places: usize, rows: i32, columns: i32, channels: i32,
  outRows: i32, outColumns: i32, windowRows: i32, windowColumns: i32,
  rowStride: i32, columnStride: i32, top: i32, left: i32,
): void {
  for (let i: i32 = 0; i < outRows; i++) {
    const firstRow = max<i32>(0, i * rowStride - top);
    const endRow = min<i32>(rows, i * rowStride - top + windowRows);
    for (let j: i32 = 0; j < outColumns; j++) {
      const firstColumn = max<i32>(0, j * columnStride - left);
      const endColumn = min<i32>(columns, j * columnStride - left + windowColumns);
      const start = (firstRow * columns + firstColumn) * channels;
      for (let channel: i32 = 0; channel < channels; channel += 4) {
        let best = v128.load(at(x, start + channel));
        let place = i32x4.splat(start);
        for (let row = firstRow; row < endRow; row++) {
          let offset = (row * columns + firstColumn) * channels;
          for (let column = firstColumn; column < endColumn; column++) {
            const value = v128.load(at(x, offset + channel));
            const larger = f32x4.gt(value, best);
            best = v128.bitselect(value, best, larger);
            place = v128.bitselect(i32x4.splat(offset), place, larger);
            offset += channels;
          }
        }
        storeLanes(at(y, channel), best, channels - channel);
        storeLanes(at(places, channel), place, channels - channel);
      }
      y += bytes(channels);
      places += bytes(channels);
    }
  }
}

/** Gradient of `maxPoolImage`: adds each gradient where the maximum is. */
export function maxPoolImageGradient(dy: usize, places: usize, dx: usize, pixels: i32, channels: i32): void {
  for (let pixel: i32 = 0; pixel < pixels; pixel++) {
    let to = dx;
    for (let channel: i32 = 0; channel < channels; channel++) {
      const place = to + (<usize>load<i32>(places) << 2);
      store<f32>(place, load<f32>(place) + load<f32>(dy));
      dy += 4;
      places += 4;
      to += 4;
    }
  }
}

/** Gradient of an average over the part of each window that lies in the image, added to dx. */
export function averagePoolImageGradient(
  dy: usize, dx: usize, rows: i32, columns: i32, channels: i32,
  outRows: i32, outColumns: i32, windowRows: i32, windowColumns: i32,
  rowStride: i32, columnStride: i32, top: i32, left: i32,
): void {
  for (let i: i32 = 0; i < outRows; i++) {
    const firstRow = max<i32>(0, i * rowStride - top);
    const endRow = min<i32>(rows, i * rowStride - top + windowRows);
    for (let j: i32 = 0; j < outColumns; j++) {
      const firstColumn = max<i32>(0, j * columnStride - left);
      const endColumn = min<i32>(columns, j * columnStride - left + windowColumns);
      const share: f32 = 1 / <f32>((endRow - firstRow) * (endColumn - firstColumn));
      for (let row = firstRow; row < endRow; row++) {
        for (let column = firstColumn; column < endColumn; column++) {
          const to = at(dx, (row * columns + column) * channels);
          let channel: i32 = 0;
          for (; channel + 4 <= channels; channel += 4) {
            const part = f32x4.mul(v128.load(at(dy, channel)), f32x4.splat(share));
            v128.store(at(to, channel), f32x4.add(v128.load(at(to, channel)), part));
          }
          for (; channel < channels; channel++) {
            store<f32>(at(to, channel), load<f32>(at(to, channel)) + load<f32>(at(dy, channel)) * share);
          }
        }
      }
      dy += bytes(channels);
    }
  }
}
