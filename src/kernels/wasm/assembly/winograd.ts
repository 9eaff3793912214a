// Winograd's minimal filtering F(4x4, 3x3): 4x4 outputs of a 3x3 convolution of stride 1 from 6x6
// inputs with 36 products instead of 144, and their transposes for the filter gradient. Polynomials are
// interpolated at 0, +-p, +-2p and infinity; with p = 3/4 the error is about twice that of plain sums
// in single precision, half of what p = 1 gives. `point` is p everywhere: constants derived from an
// argument stay in registers.
//
// Source: Lavin and Gray 2015, arXiv:1509.09308; choice of points after Barabasz et al. 2018,
// arXiv:1803.10986.
//
// Every transformation of a square is one along the columns and one along the rows, and both are the
// same on lines: operand i of `count` floats (a multiple of 4) starts at `from + i * fromStride`, result
// j at `to + j * toStride`, strides in bytes.
import { bytes, madd } from "./vector";
import { slidingContraction, slidingProduct } from "./convolution_tiles";

/** 6 inputs to 6 values. */
function inputLine(from: usize, fromStride: usize, to: usize, toStride: usize, count: i32, point: f32): void {
  const square = point * point;
  const near = f32x4.splat(-square);
  const far = f32x4.splat(-4 * square);
  const product = f32x4.splat(4 * square * square);
  const sum = f32x4.splat(-5 * square);
  const p = f32x4.splat(point);
  const q = f32x4.splat(2 * point);
  const end = from + bytes(count);
  while (from != end) {
    let f = from + fromStride;
    const x0 = v128.load(from);
    const x1 = v128.load(f);
    f += fromStride;
    const x2 = v128.load(f);
    f += fromStride;
    const x3 = v128.load(f);
    f += fromStride;
    const x4 = v128.load(f);
    f += fromStride;
    const x5 = v128.load(f);
    let t = to;
    v128.store(t, madd(sum, x2, madd(product, x0, x4)));
    t += toStride;
    const even = madd(far, x2, x4);
    const odd = f32x4.mul(p, madd(far, x1, x3));
    v128.store(t, f32x4.add(even, odd));
    t += toStride;
    v128.store(t, f32x4.sub(even, odd));
    t += toStride;
    const evenFar = madd(near, x2, x4);
    const oddFar = f32x4.mul(q, madd(near, x1, x3));
    v128.store(t, f32x4.add(evenFar, oddFar));
    t += toStride;
    v128.store(t, f32x4.sub(evenFar, oddFar));
    t += toStride;
    v128.store(t, madd(sum, x3, madd(product, x1, x5)));
    from += 16;
    to += 16;
  }
}

/** 6 products to 4 outputs, of which the first `kept` are stored. */
function outputLine(
  from: usize, fromStride: usize, to: usize, toStride: usize, count: i32, kept: i32, point: f32,
): void {
  const square = point * point;
  const p = f32x4.splat(point);
  const p2 = f32x4.splat(square);
  const p3 = f32x4.splat(square * point);
  const q = f32x4.splat(2 * point);
  const q2 = f32x4.splat(4 * square);
  const q3 = f32x4.splat(8 * square * point);
  const end = from + bytes(count);
  while (from != end) {
    let f = from + fromStride;
    const u0 = v128.load(from);
    const u1 = v128.load(f);
    f += fromStride;
    const u2 = v128.load(f);
    f += fromStride;
    const u3 = v128.load(f);
    f += fromStride;
    const u4 = v128.load(f);
    f += fromStride;
    const u5 = v128.load(f);
    const sum = f32x4.add(u1, u2);
    const difference = f32x4.sub(u1, u2);
    const sumFar = f32x4.add(u3, u4);
    const differenceFar = f32x4.sub(u3, u4);
    v128.store(to, f32x4.add(f32x4.add(u0, sum), sumFar));
    if (kept > 1) {
      let t = to + toStride;
      v128.store(t, madd(q, differenceFar, f32x4.mul(p, difference)));
      t += toStride;
      if (kept > 2) v128.store(t, madd(q2, sumFar, f32x4.mul(p2, sum)));
      t += toStride;
      if (kept > 3) v128.store(t, madd(q3, differenceFar, madd(p3, difference, u5)));
    }
    from += 16;
    to += 16;
  }
}

/** 4 gradients of outputs to 6 values, the transpose of {@link outputLine}. */
function gradientLine(from: usize, fromStride: usize, to: usize, toStride: usize, count: i32, point: f32): void {
  const square = point * point;
  const p = f32x4.splat(point);
  const p2 = f32x4.splat(square);
  const p3 = f32x4.splat(square * point);
  const q = f32x4.splat(2 * point);
  const q2 = f32x4.splat(4 * square);
  const q3 = f32x4.splat(8 * square * point);
  const end = from + bytes(count);
  while (from != end) {
    let f = from + fromStride;
    const y0 = v128.load(from);
    const y1 = v128.load(f);
    f += fromStride;
    const y2 = v128.load(f);
    f += fromStride;
    const y3 = v128.load(f);
    let t = to;
    v128.store(t, y0);
    t += toStride;
    const even = madd(p2, y2, y0);
    const odd = madd(p3, y3, f32x4.mul(p, y1));
    v128.store(t, f32x4.add(even, odd));
    t += toStride;
    v128.store(t, f32x4.sub(even, odd));
    t += toStride;
    const evenFar = madd(q2, y2, y0);
    const oddFar = madd(q3, y3, f32x4.mul(q, y1));
    v128.store(t, f32x4.add(evenFar, oddFar));
    t += toStride;
    v128.store(t, f32x4.sub(evenFar, oddFar));
    t += toStride;
    v128.store(t, y3);
    from += 16;
    to += 16;
  }
}

/** 3 taps to 6 values. */
function filterLine(from: usize, fromStride: usize, to: usize, toStride: usize, count: i32, point: f32): void {
  const square = point * point;
  const fourth = square * square;
  const origin = f32x4.splat(1 / (4 * fourth));
  const near = f32x4.splat(-1 / (6 * fourth));
  const far = f32x4.splat(1 / (24 * fourth));
  const p = f32x4.splat(point);
  const p2 = f32x4.splat(square);
  const q = f32x4.splat(2 * point);
  const q2 = f32x4.splat(4 * square);
  const end = from + bytes(count);
  while (from != end) {
    const w0 = v128.load(from);
    const w1 = v128.load(from + fromStride);
    const w2 = v128.load(from + fromStride * 2);
    let t = to;
    v128.store(t, f32x4.mul(origin, w0));
    t += toStride;
    const even = f32x4.mul(near, madd(p2, w2, w0));
    const odd = f32x4.mul(near, f32x4.mul(p, w1));
    v128.store(t, f32x4.add(even, odd));
    t += toStride;
    v128.store(t, f32x4.sub(even, odd));
    t += toStride;
    const evenFar = f32x4.mul(far, madd(q2, w2, w0));
    const oddFar = f32x4.mul(far, f32x4.mul(q, w1));
    v128.store(t, f32x4.add(evenFar, oddFar));
    t += toStride;
    v128.store(t, f32x4.sub(evenFar, oddFar));
    t += toStride;
    v128.store(t, w2);
    from += 16;
    to += 16;
  }
}

/** 6 values to the gradients of 3 taps, the transpose of {@link filterLine}. */
function tapLine(from: usize, fromStride: usize, to: usize, toStride: usize, count: i32, point: f32): void {
  const square = point * point;
  const fourth = square * square;
  const origin = f32x4.splat(1 / (4 * fourth));
  const near = f32x4.splat(-1 / (6 * fourth));
  const far = f32x4.splat(1 / (24 * fourth));
  const p = f32x4.splat(point);
  const p2 = f32x4.splat(square);
  const q = f32x4.splat(2 * point);
  const q2 = f32x4.splat(4 * square);
  const end = from + bytes(count);
  while (from != end) {
    let f = from + fromStride;
    const u0 = v128.load(from);
    const u1 = v128.load(f);
    f += fromStride;
    const u2 = v128.load(f);
    f += fromStride;
    const u3 = v128.load(f);
    f += fromStride;
    const u4 = v128.load(f);
    f += fromStride;
    const u5 = v128.load(f);
    const sum = f32x4.mul(near, f32x4.add(u1, u2));
    const difference = f32x4.mul(near, f32x4.sub(u1, u2));
    const sumFar = f32x4.mul(far, f32x4.add(u3, u4));
    const differenceFar = f32x4.mul(far, f32x4.sub(u3, u4));
    v128.store(to, madd(origin, u0, f32x4.add(sum, sumFar)));
    v128.store(to + toStride, madd(q, differenceFar, f32x4.mul(p, difference)));
    v128.store(to + toStride * 2, madd(q2, sumFar, madd(p2, sum, u5)));
    from += 16;
    to += 16;
  }
}

/**
 * Inputs of one image to \`v[position][tile][channels]\`, tiles row by row.
 *
 * @param plane The image with its border: tile (i, j) reads 6x6 pixels from (4 i, 4 j) on.
 * @param planeRow Floats from one row to the next. @param channels Multiple of 4.
 * @param v The image's first tile at position 0. @param position Floats from one position to the next.
 * @param scratch `6 * (4 * tileColumns + 2) * channels` floats.
 */
export function winogradInput(
  plane: usize, v: usize, tileRows: i32, tileColumns: i32, channels: i32,
  planeRow: i32, position: i32, scratch: usize, point: f32,
): void {
  const run = (4 * tileColumns + 2) * channels;
  for (let i: i32 = 0; i < tileRows; i++) {
    inputLine(plane + bytes(4 * i * planeRow), bytes(planeRow), scratch, bytes(run), run, point);
    for (let line: i32 = 0; line < 6; line++) {
      let from = scratch + bytes(line * run);
      let to = v + bytes(6 * line * position);
      for (let j: i32 = 0; j < tileColumns; j++) {
        inputLine(from, bytes(channels), to, bytes(position), channels, point);
        from += bytes(4 * channels);
        to += bytes(channels);
      }
    }
    v += bytes(tileColumns * channels);
  }
}

/**
 * Gradients of the outputs of one image to `v[position][tile][outputs]`.
 *
 * @param plane The first gradient: tile (i, j) reads 4x4 pixels from (4 i, 4 j) on, of which those
 *   beyond the image are 0.
 * @param scratch `6 * 4 * tileColumns * outputs` floats.
 */
export function winogradGradient(
  plane: usize, v: usize, tileRows: i32, tileColumns: i32, outputs: i32,
  planeRow: i32, position: i32, scratch: usize, point: f32,
): void {
  const run = 4 * tileColumns * outputs;
  for (let i: i32 = 0; i < tileRows; i++) {
    gradientLine(plane + bytes(4 * i * planeRow), bytes(planeRow), scratch, bytes(run), run, point);
    for (let line: i32 = 0; line < 6; line++) {
      let from = scratch + bytes(line * run);
      let to = v + bytes(6 * line * position);
      for (let j: i32 = 0; j < tileColumns; j++) {
        gradientLine(from, bytes(outputs), to, bytes(position), outputs, point);
        from += bytes(4 * outputs);
        to += bytes(outputs);
      }
    }
    v += bytes(tileColumns * outputs);
  }
}

/**
 * Products `v[position][tile][outputs]` to one image of `rows` x `columns` pixels, side by side.
 *
 * @param scratch `4 * 6 * outputs` floats.
 */
export function winogradOutput(
  v: usize, y: usize, rows: i32, columns: i32, outputs: i32, position: i32, scratch: usize, point: f32,
): void {
  const run = bytes(outputs);
  const yRow = bytes(columns * outputs);
  for (let row: i32 = 0; row < rows; row += 4) {
    for (let column: i32 = 0; column < columns; column += 4) {
      for (let line: i32 = 0; line < 6; line++) {
        outputLine(v + bytes(line * position), bytes(6 * position), scratch + run * <usize>line, run * 6, outputs, 4, point);
      }
      let to = y + <usize>row * yRow + <usize>column * run;
      for (let line: i32 = 0; line < min<i32>(4, rows - row); line++) {
        outputLine(scratch + run * <usize>(6 * line), run, to, run, outputs, columns - column, point);
        to += yRow;
      }
      v += run;
    }
  }
}

/**
 * Taps `w[3][3][count]` to `u[36][count]`.
 *
 * @param count Multiple of 4. @param scratch `6 * 3 * count` floats.
 */
export function winogradFilter(w: usize, u: usize, count: i32, scratch: usize, point: f32): void {
  const run = bytes(count);
  filterLine(w, run * 3, scratch, run * 3, count * 3, point);
  for (let line: i32 = 0; line < 6; line++) {
    filterLine(scratch + run * <usize>(3 * line), run, u + run * <usize>(6 * line), run, count, point);
  }
}

/**
 * Sums `u[36][count]` to gradients of taps `dw[3][3][count]`.
 *
 * @param count Multiple of 4. @param scratch `3 * 6 * count` floats.
 */
export function winogradTaps(u: usize, dw: usize, count: i32, scratch: usize, point: f32): void {
  const run = bytes(count);
  tapLine(u, run * 6, scratch, run * 6, count * 6, point);
  for (let line: i32 = 0; line < 3; line++) {
    tapLine(scratch + run * <usize>(6 * line), run, dw + run * <usize>(3 * line), run, count, point);
  }
}

/**
 * The 36 products `y[position][tile][output] = sum over channel of x[position][tile][channel] *
 * u[position][output / 8][channel][output % 8]`.
 *
 * @param outputs Multiple of 8. @param xPosition Floats from one position of x to the next.
 */
export function winogradProducts(
  x: usize, u: usize, y: usize, tiles: i32, channels: i32, outputs: i32, xPosition: i32, yPosition: i32,
): void {
  for (let position: i32 = 0; position < 36; position++) {
    slidingProduct(x, u, y, 1, 1, tiles, 0, 0, channels, 0, 0, outputs, 1, channels, channels, outputs);
    x += bytes(xPosition);
    u += bytes(channels * outputs);
    y += bytes(yPosition);
  }
}

/**
 * The 36 contractions `u[position][channel][output] += sum over tile of x[position][tile][channel] *
 * dy[position][tile][output]`.
 */
export function winogradContractions(
  x: usize, dy: usize, u: usize, tiles: i32, channels: i32, outputs: i32, xPosition: i32, dyPosition: i32,
): void {
  for (let position: i32 = 0; position < 36; position++) {
    slidingContraction(x, dy, u, 1, 1, tiles, 0, 0, channels, 0, 0, outputs, 1, channels, channels, outputs, outputs);
    x += bytes(xPosition);
    dy += bytes(dyPosition);
    u += bytes(channels * outputs);
  }
}
