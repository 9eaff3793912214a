// Normalisation of the features of each example to mean 0 and variance 1, without the affine map that
// follows it in a layer normalisation: that one is folded into the weights that come next.
import { bytes, one } from "./vector";

/**
 * Normalises the rows of each panel in place. `inverses[panel][8]` becomes `1 / sqrt(variance +
 * epsilon)`, with the biased variance.
 */
export function normaliseRows(
  x: usize,
  inverses: usize,
  rows: i32,
  panels: i32,
  panelStride: i32,
  epsilon: f32,
): void {
  const share = f32x4.splat(1 / <f32> rows);
  const least = f32x4.splat(epsilon);
  for (let panel: i32 = 0; panel < panels; panel++) {
    const end = x + (<usize> rows << 5);
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    for (let p = x; p < end; p += 32) {
      low = f32x4.add(low, v128.load(p));
      high = f32x4.add(high, v128.load(p, 16));
    }
    const lowMean = f32x4.mul(low, share);
    const highMean = f32x4.mul(high, share);
    low = f32x4.splat(0);
    high = f32x4.splat(0);
    for (let p = x; p < end; p += 32) {
      const lowCentred = f32x4.sub(v128.load(p), lowMean);
      const highCentred = f32x4.sub(v128.load(p, 16), highMean);
      low = f32x4.add(low, f32x4.mul(lowCentred, lowCentred));
      high = f32x4.add(high, f32x4.mul(highCentred, highCentred));
    }
    const lowInverse = f32x4.div(one(), f32x4.sqrt(f32x4.add(f32x4.mul(low, share), least)));
    const highInverse = f32x4.div(one(), f32x4.sqrt(f32x4.add(f32x4.mul(high, share), least)));
    v128.store(inverses, lowInverse);
    v128.store(inverses, highInverse, 16);
    for (let p = x; p < end; p += 32) {
      v128.store(p, f32x4.mul(f32x4.sub(v128.load(p), lowMean), lowInverse));
      v128.store(p, f32x4.mul(f32x4.sub(v128.load(p, 16), highMean), highInverse), 16);
    }
    x += bytes(panelStride);
    inverses += 32;
  }
}

/**
 * Gradient through {@link normaliseRows}, in place: `inverse * (g - mean(g) - normal * mean(g *
 * normal))`.
 *
 * @param normal What normaliseRows made.
 */
export function normaliseRowsGradient(
  gradient: usize,
  normal: usize,
  inverses: usize,
  rows: i32,
  panels: i32,
  gradientPanelStride: i32,
  normalPanelStride: i32,
): void {
  const share = f32x4.splat(1 / <f32> rows);
  for (let panel: i32 = 0; panel < panels; panel++) {
    const end = gradient + (<usize> rows << 5);
    let lowSum = f32x4.splat(0);
    let highSum = f32x4.splat(0);
    let lowProduct = f32x4.splat(0);
    let highProduct = f32x4.splat(0);
    let y = normal;
    for (let p = gradient; p < end; p += 32, y += 32) {
      const low = v128.load(p);
      const high = v128.load(p, 16);
      lowSum = f32x4.add(lowSum, low);
      highSum = f32x4.add(highSum, high);
      lowProduct = f32x4.add(lowProduct, f32x4.mul(low, v128.load(y)));
      highProduct = f32x4.add(highProduct, f32x4.mul(high, v128.load(y, 16)));
    }
    const lowMean = f32x4.mul(lowSum, share);
    const highMean = f32x4.mul(highSum, share);
    const lowSlope = f32x4.mul(lowProduct, share);
    const highSlope = f32x4.mul(highProduct, share);
    const lowInverse = v128.load(inverses);
    const highInverse = v128.load(inverses, 16);
    y = normal;
    for (let p = gradient; p < end; p += 32, y += 32) {
      const low = f32x4.add(lowMean, f32x4.mul(v128.load(y), lowSlope));
      const high = f32x4.add(highMean, f32x4.mul(v128.load(y, 16), highSlope));
      v128.store(p, f32x4.mul(f32x4.sub(v128.load(p), low), lowInverse));
      v128.store(p, f32x4.mul(f32x4.sub(v128.load(p, 16), high), highInverse), 16);
    }
    gradient += bytes(gradientPanelStride);
    normal += bytes(normalPanelStride);
    inverses += 32;
  }
}
