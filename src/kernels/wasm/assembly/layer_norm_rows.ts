// Layer normalisation and affine maps of channels over rows as tensors have them. What works on
// panels, inside a recurrent core, is in ./normalise and ./layer_norm.
import { at, bytes, sumLanes } from "./vector";

/** Rows whose gradients of scale and shift are summed before they are added to all others. */
const BLOCK: i32 = 64;

/**
 * `out = (x - mean) / sqrt(variance + epsilon) * scale + shift` of each row, with the biased variance.
 * `statistics[row]` becomes the mean and the inverse of the root.
 */
export function layerNormRows(
  x: usize,
  scale: usize,
  shift: usize,
  out: usize,
  statistics: usize,
  rows: i32,
  columns: i32,
  epsilon: f32,
): void {
  const whole = bytes(columns & ~3);
  const end = bytes(columns);
  const count = <f32> columns;
  for (let row: i32 = 0; row < rows; row++) {
    let sums = f32x4.splat(0);
    let i: usize = 0;
    for (; i < whole; i += 16) sums = f32x4.add(sums, v128.load(x + i));
    let sum = sumLanes(sums);
    for (; i < end; i += 4) sum += load<f32>(x + i);
    const mean = sum / count;
    const means = f32x4.splat(mean);
    sums = f32x4.splat(0);
    for (i = 0; i < whole; i += 16) {
      const centred = f32x4.sub(v128.load(x + i), means);
      sums = f32x4.add(sums, f32x4.mul(centred, centred));
    }
    sum = sumLanes(sums);
    for (; i < end; i += 4) {
      const centred = load<f32>(x + i) - mean;
      sum += centred * centred;
    }
    const inverse: f32 = 1 / sqrt(sum / count + epsilon);
    const inverses = f32x4.splat(inverse);
    for (i = 0; i < whole; i += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(x + i), means), inverses);
      v128.store(
        out + i,
        f32x4.add(f32x4.mul(normal, v128.load(scale + i)), v128.load(shift + i)),
      );
    }
    for (; i < end; i += 4) {
      const normal = (load<f32>(x + i) - mean) * inverse;
      store<f32>(out + i, normal * load<f32>(scale + i) + load<f32>(shift + i));
    }
    store<f32>(statistics, mean);
    store<f32>(statistics, inverse, 4);
    statistics += 8;
    x += end;
    out += end;
  }
}

/** `total += part` of `count` floats, and `part = 0`. */
function addAndClear(part: usize, total: usize, count: i32): void {
  for (let i: i32 = 0; i < count; i++) {
    store<f32>(at(total, i), load<f32>(at(total, i)) + load<f32>(at(part, i)));
    store<f32>(at(part, i), 0);
  }
}

/**
 * Gradients of {@link layerNormRows}.
 *
 * @param statistics What layerNormRows made. @param scratch Of `2 * columns` floats.
 */
export function layerNormRowsGradient(
  dy: usize,
  x: usize,
  statistics: usize,
  scale: usize,
  dx: usize,
  scaleGradient: usize,
  shiftGradient: usize,
  rows: i32,
  columns: i32,
  scratch: usize,
): void {
  const whole = bytes(columns & ~3);
  const end = bytes(columns);
  const count = <f32> columns;
  const scalePart = scratch;
  const shiftPart = scratch + end;
  memory.fill(scratch, 0, end << 1);
  memory.fill(scaleGradient, 0, end);
  memory.fill(shiftGradient, 0, end);
  for (let row: i32 = 0; row < rows; row++) {
    const mean = load<f32>(statistics);
    const inverse = load<f32>(statistics, 4);
    const means = f32x4.splat(mean);
    const inverses = f32x4.splat(inverse);
    let sums = f32x4.splat(0);
    let products = f32x4.splat(0);
    let i: usize = 0;
    for (; i < whole; i += 16) {
      const d = v128.load(dy + i);
      const normal = f32x4.mul(f32x4.sub(v128.load(x + i), means), inverses);
      const dNormal = f32x4.mul(d, normal);
      v128.store(scalePart + i, f32x4.add(v128.load(scalePart + i), dNormal));
      v128.store(shiftPart + i, f32x4.add(v128.load(shiftPart + i), d));
      const scales = v128.load(scale + i);
      sums = f32x4.add(sums, f32x4.mul(d, scales));
      products = f32x4.add(products, f32x4.mul(dNormal, scales));
    }
    let sum = sumLanes(sums);
    let product = sumLanes(products);
    for (; i < end; i += 4) {
      const d = load<f32>(dy + i);
      const dNormal = d * ((load<f32>(x + i) - mean) * inverse);
      store<f32>(scalePart + i, load<f32>(scalePart + i) + dNormal);
      store<f32>(shiftPart + i, load<f32>(shiftPart + i) + d);
      sum += d * load<f32>(scale + i);
      product += dNormal * load<f32>(scale + i);
    }
    sum /= count;
    product /= count;
    const sumsOfAll = f32x4.splat(sum);
    const productsOfAll = f32x4.splat(product);
    for (i = 0; i < whole; i += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(x + i), means), inverses);
      const scaled = f32x4.mul(v128.load(dy + i), v128.load(scale + i));
      const correction = f32x4.add(sumsOfAll, f32x4.mul(normal, productsOfAll));
      v128.store(dx + i, f32x4.mul(f32x4.sub(scaled, correction), inverses));
    }
    for (; i < end; i += 4) {
      const normal = (load<f32>(x + i) - mean) * inverse;
      const scaled = load<f32>(dy + i) * load<f32>(scale + i);
      store<f32>(dx + i, (scaled - (sum + normal * product)) * inverse);
    }
    if (row % BLOCK == BLOCK - 1 || row == rows - 1) {
      addAndClear(scalePart, scaleGradient, columns);
      addAndClear(shiftPart, shiftGradient, columns);
    }
    statistics += 8;
    dy += end;
    x += end;
    dx += end;
  }
}

/**
 * `out = x * scale + shift` of each row.
 *
 * @param shift Address, or 0 for none.
 */
export function channelAffine(
  x: usize,
  scale: usize,
  shift: usize,
  out: usize,
  rows: i32,
  columns: i32,
): void {
  const whole = bytes(columns & ~3);
  const end = bytes(columns);
  for (let row: i32 = 0; row < rows; row++) {
    let i: usize = 0;
    if (shift) {
      for (; i < whole; i += 16) {
        const scaled = f32x4.mul(v128.load(x + i), v128.load(scale + i));
        v128.store(out + i, f32x4.add(scaled, v128.load(shift + i)));
      }
      for (; i < end; i += 4) {
        store<f32>(out + i, load<f32>(x + i) * load<f32>(scale + i) + load<f32>(shift + i));
      }
    } else {
      for (; i < whole; i += 16) {
        v128.store(out + i, f32x4.mul(v128.load(x + i), v128.load(scale + i)));
      }
      for (; i < end; i += 4) store<f32>(out + i, load<f32>(x + i) * load<f32>(scale + i));
    }
    x += end;
    out += end;
  }
}
