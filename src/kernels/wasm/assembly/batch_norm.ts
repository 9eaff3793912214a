// Batch normalisation over rows of channels, `x[row][channels]`, with what stands around it in a network:
// ReLU behind it, a residual added in between. Blocks of rows are small enough for the innermost cache,
// where each group of 4 channels goes down them with its constants in registers. Vectors of one float per
// channel are as long as the next multiple of 4. Reads up to 3 floats beyond the last row, which must
// lie inside the memory.
import { storeLanes } from "./lanes";
import { at, bytes, madd } from "./vector";

/** Rows of a block. */
const BLOCK: i32 = 64;

/**
 * Extends means and sums of squared deviations by further rows, each block by its own mean (Chan et al.
 * 1979), which loses no digits to means that are large.
 *
 * @param count Rows that are in `means` and `squares` already; with 0 they are overwritten.
 */
export function batchStatistics(
  x: usize, rows: i32, channels: i32, means: usize, squares: usize, count: i32,
): void {
  const step = bytes(channels);
  for (let row: i32 = 0; row < rows; row += BLOCK) {
    const block = min<i32>(BLOCK, rows - row);
    const share = f32x4.splat(1 / <f32>block);
    const weight = f32x4.splat(<f32>block / <f32>(count + block));
    const cross = f32x4.splat(<f32>count * (<f32>block / <f32>(count + block)));
    for (let channel: i32 = 0; channel < channels; channel += 4) {
      const start = at(x, channel);
      const end = start + step * <usize>block;
      let sum = f32x4.splat(0);
      for (let p = start; p < end; p += step) sum = f32x4.add(sum, v128.load(p));
      const mean = f32x4.mul(sum, share);
      let square = f32x4.splat(0);
      for (let p = start; p < end; p += step) {
        const centred = f32x4.sub(v128.load(p), mean);
        square = madd(centred, centred, square);
      }
      const meanAt = at(means, channel);
      const squareAt = at(squares, channel);
      if (count == 0) {
        v128.store(meanAt, mean);
        v128.store(squareAt, square);
      } else {
        const before = v128.load(meanAt);
        const moved = f32x4.sub(mean, before);
        v128.store(meanAt, madd(moved, weight, before));
        v128.store(squareAt, f32x4.add(v128.load(squareAt), madd(f32x4.mul(moved, cross), moved, square)));
      }
    }
    x += step * <usize>block;
    count += block;
  }
}

/**
 * `y = max((x - mean) * factor + shift (+ residual), floor)`; `y` may be `x`.
 *
 * @param residual Address of as many rows, or 0. @param floor 0 for a ReLU, minus infinity for none.
 */
export function batchNormalise(
  x: usize, y: usize, residual: usize, rows: i32, channels: i32,
  means: usize, factors: usize, shifts: usize, floor: f32,
): void {
  const step = bytes(channels);
  const least = f32x4.splat(floor);
  for (let row: i32 = 0; row < rows; row += BLOCK) {
    const block = step * <usize>min<i32>(BLOCK, rows - row);
    for (let channel: i32 = 0; channel < channels; channel += 4) {
      const lanes = channels - channel;
      const mean = v128.load(at(means, channel));
      const factor = v128.load(at(factors, channel));
      const shift = v128.load(at(shifts, channel));
      const end = at(x, channel) + block;
      let r = at(residual, channel);
      let to = at(y, channel);
      for (let p = at(x, channel); p < end; p += step) {
        let value = madd(f32x4.sub(v128.load(p), mean), factor, shift);
        if (residual) {
          value = f32x4.add(value, v128.load(r));
          r += step;
        }
        value = f32x4.pmax(value, least);
        if (lanes >= 4) v128.store(to, value);
        else storeLanes(to, value, lanes);
        to += step;
      }
    }
    x += block;
    y += block;
    if (residual) residual += block;
  }
}

/** Gradient behind a ReLU: where the value behind it is positive. */
@inline
function behind(dy: v128, value: v128): v128 {
  return v128.and(dy, f32x4.gt(value, f32x4.splat(0)));
}

/**
 * Adds to sums what the gradient of `batchNormalise` needs: `sums += dz`, `products += dz * (x - mean)`,
 * where dz is dy, or where `relu` is set, dy where the value behind the ReLU is positive.
 *
 * @param value Address of the values, or 0: then they are computed again, as without a residual.
 * @param dz Where dz goes, or 0.
 */
export function batchNormSums(
  dy: usize, x: usize, value: usize, dz: usize, rows: i32, channels: i32,
  means: usize, factors: usize, shifts: usize, relu: i32, sums: usize, products: usize,
): void {
  const step = bytes(channels);
  for (let row: i32 = 0; row < rows; row += BLOCK) {
    const block = step * <usize>min<i32>(BLOCK, rows - row);
    for (let channel: i32 = 0; channel < channels; channel += 4) {
      const lanes = channels - channel;
      const mean = v128.load(at(means, channel));
      const factor = v128.load(at(factors, channel));
      const shift = v128.load(at(shifts, channel));
      const end = at(x, channel) + block;
      let from = at(dy, channel);
      let sum = f32x4.splat(0);
      let product = sum;
      if (!relu) {
        for (let p = at(x, channel); p < end; p += step) {
          const gradient = v128.load(from);
          sum = f32x4.add(sum, gradient);
          product = madd(gradient, f32x4.sub(v128.load(p), mean), product);
          from += step;
        }
      } else if (!value) {
        for (let p = at(x, channel); p < end; p += step) {
          const centred = f32x4.sub(v128.load(p), mean);
          const gradient = behind(v128.load(from), madd(centred, factor, shift));
          sum = f32x4.add(sum, gradient);
          product = madd(gradient, centred, product);
          from += step;
        }
      } else {
        let v = at(value, channel);
        let to = at(dz, channel);
        for (let p = at(x, channel); p < end; p += step) {
          const gradient = behind(v128.load(from), v128.load(v));
          sum = f32x4.add(sum, gradient);
          product = madd(gradient, f32x4.sub(v128.load(p), mean), product);
          if (dz) {
            storeLanes(to, gradient, lanes);
            to += step;
          }
          from += step;
          v += step;
        }
      }
      const sumAt = at(sums, channel);
      const productAt = at(products, channel);
      v128.store(sumAt, f32x4.add(v128.load(sumAt), sum));
      v128.store(productAt, f32x4.add(v128.load(productAt), product));
    }
    dy += block;
    x += block;
    if (value) value += block;
    if (dz) dz += block;
  }
}

/**
 * Gradient of `batchNormalise` with respect to x, `factor * dz + slope * (x - mean) + offset`, to rows of
 * an image that lies in a larger one.
 *
 * @param relu As for `batchNormSums`, whose `value` is 0. @param outRow Floats from one row of the
 *   image to the next.
 */
export function batchNormGradient(
  dy: usize, x: usize, out: usize, rows: i32, columns: i32, channels: i32, outRow: i32,
  means: usize, factors: usize, shifts: usize, relu: i32, slopes: usize, offsets: usize,
): void {
  const step = bytes(channels);
  const row = step * <usize>columns;
  for (let i: i32 = 0; i < rows; i++) {
    for (let channel: i32 = 0; channel < channels; channel += 4) {
      const lanes = channels - channel;
      const mean = v128.load(at(means, channel));
      const factor = v128.load(at(factors, channel));
      const shift = v128.load(at(shifts, channel));
      const slope = v128.load(at(slopes, channel));
      const offset = v128.load(at(offsets, channel));
      const end = at(x, channel) + row;
      let from = at(dy, channel);
      let to = at(out, channel);
      for (let p = at(x, channel); p < end; p += step) {
        const centred = f32x4.sub(v128.load(p), mean);
        let gradient = v128.load(from);
        if (relu) gradient = behind(gradient, madd(centred, factor, shift));
        const result = madd(gradient, factor, madd(centred, slope, offset));
        if (lanes >= 4) v128.store(to, result);
        else storeLanes(to, result, lanes);
        from += step;
        to += step;
      }
    }
    dy += row;
    x += row;
    out += bytes(outRow);
  }
}
