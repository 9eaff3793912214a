// The affine map of a layer normalisation, after `normaliseRows`, with and without the sigmoid linear
// unit that follows it in the blocks of a U-Net.
import { bytes, madd, one, sigmoid } from "./vector";

/** `out = normal * scale + shift` of the rows of each panel; `out` may be `normal`. */
export function scaleAndShiftRows(
  normal: usize,
  out: usize,
  scale: usize,
  shift: usize,
  rows: i32,
  panels: i32,
  normalPanelStride: i32,
  outPanelStride: i32,
  outRowStride: i32,
): void {
  const outRow = bytes(outRowStride);
  for (let panel: i32 = 0; panel < panels; panel++) {
    const end = normal + (<usize> rows << 5);
    let to = out;
    let factor = scale;
    let summand = shift;
    for (let p = normal; p < end; p += 32) {
      const factors = v128.load32_splat(factor);
      const summands = v128.load32_splat(summand);
      v128.store(to, madd(v128.load(p), factors, summands));
      v128.store(to, madd(v128.load(p, 16), factors, summands), 16);
      to += outRow;
      factor += 4;
      summand += 4;
    }
    normal += bytes(normalPanelStride);
    out += bytes(outPanelStride);
  }
}

/**
 * `out = silu(normal * scale + shift)` of the rows of each panel, and the slope of silu there. What is
 * multiplied afterwards by the gradient needs no exponential any more.
 */
export function siluRows(
  normal: usize,
  slope: usize,
  out: usize,
  scale: usize,
  shift: usize,
  rows: i32,
  panels: i32,
  normalPanelStride: i32,
  slopePanelStride: i32,
  outPanelStride: i32,
): void {
  for (let panel: i32 = 0; panel < panels; panel++) {
    const end = normal + (<usize> rows << 5);
    let to = out;
    let slopes = slope;
    let factor = scale;
    let summand = shift;
    for (let p = normal; p < end; p += 32) {
      const factors = v128.load32_splat(factor);
      const summands = v128.load32_splat(summand);
      const low = madd(v128.load(p), factors, summands);
      const high = madd(v128.load(p, 16), factors, summands);
      const lowOpen = sigmoid(low);
      const highOpen = sigmoid(high);
      const lowPassed = f32x4.mul(low, lowOpen);
      const highPassed = f32x4.mul(high, highOpen);
      v128.store(to, lowPassed);
      v128.store(to, highPassed, 16);
      v128.store(slopes, madd(lowPassed, f32x4.sub(one(), lowOpen), lowOpen));
      v128.store(slopes, madd(highPassed, f32x4.sub(one(), highOpen), highOpen), 16);
      to += 32;
      slopes += 32;
      factor += 4;
      summand += 4;
    }
    normal += bytes(normalPanelStride);
    slope += bytes(slopePanelStride);
    out += bytes(outPanelStride);
  }
}

/**
 * Gradient through a layer normalisation: `inverse * (g - mean(g) - normal * mean(g * normal))` with
 * `g = gradient * scale`.
 *
 * @param normal, inverses What normaliseRows made.
 * @param out The result; may be `normal` or, with the same strides, `gradient`.
 * @param scaleSums `[rows][4]`, to which the gradient of the scale is added in four parts.
 * @param shiftSums The same of the shift.
 */
export function layerNormGradient(
  gradient: usize,
  normal: usize,
  inverses: usize,
  scale: usize,
  out: usize,
  scaleSums: usize,
  shiftSums: usize,
  rows: i32,
  panels: i32,
  gradientPanelStride: i32,
  gradientRowStride: i32,
  normalPanelStride: i32,
  outPanelStride: i32,
): void {
  const share = f32x4.splat(1 / <f32> rows);
  const gradientRow = bytes(gradientRowStride);
  for (let panel: i32 = 0; panel < panels; panel++) {
    const end = normal + (<usize> rows << 5);
    let lowSum = f32x4.splat(0);
    let highSum = f32x4.splat(0);
    let lowProduct = f32x4.splat(0);
    let highProduct = f32x4.splat(0);
    let dy = gradient;
    let factor = scale;
    let scaleSum = scaleSums;
    let shiftSum = shiftSums;
    for (let p = normal; p < end; p += 32) {
      const low = v128.load(dy);
      const high = v128.load(dy, 16);
      const lowNormal = v128.load(p);
      const highNormal = v128.load(p, 16);
      v128.store(scaleSum, madd(low, lowNormal, madd(high, highNormal, v128.load(scaleSum))));
      v128.store(shiftSum, f32x4.add(f32x4.add(low, high), v128.load(shiftSum)));
      const factors = v128.load32_splat(factor);
      const lowScaled = f32x4.mul(low, factors);
      const highScaled = f32x4.mul(high, factors);
      lowSum = f32x4.add(lowSum, lowScaled);
      highSum = f32x4.add(highSum, highScaled);
      lowProduct = madd(lowScaled, lowNormal, lowProduct);
      highProduct = madd(highScaled, highNormal, highProduct);
      dy += gradientRow;
      factor += 4;
      scaleSum += 16;
      shiftSum += 16;
    }
    lowSum = f32x4.mul(lowSum, share);
    highSum = f32x4.mul(highSum, share);
    lowProduct = f32x4.mul(lowProduct, share);
    highProduct = f32x4.mul(highProduct, share);
    const lowInverse = v128.load(inverses);
    const highInverse = v128.load(inverses, 16);
    dy = gradient;
    factor = scale;
    let to = out;
    for (let p = normal; p < end; p += 32) {
      const factors = v128.load32_splat(factor);
      const lowCentred = f32x4.sub(f32x4.mul(v128.load(dy), factors), lowSum);
      const highCentred = f32x4.sub(f32x4.mul(v128.load(dy, 16), factors), highSum);
      const low = f32x4.sub(lowCentred, f32x4.mul(v128.load(p), lowProduct));
      const high = f32x4.sub(highCentred, f32x4.mul(v128.load(p, 16), highProduct));
      v128.store(to, f32x4.mul(low, lowInverse));
      v128.store(to, f32x4.mul(high, highInverse), 16);
      dy += gradientRow;
      factor += 4;
      to += 32;
    }
    gradient += bytes(gradientPanelStride);
    normal += bytes(normalPanelStride);
    out += bytes(outPanelStride);
    inverses += 32;
  }
}
