// A gated linear unit and the layer normalisation of what it lets through: the end of a synapse model
// of one layer.
import { at, bytes, madd, one, sigmoidRow } from "./vector";

/**
 * Gates the rows of each panel and normalises them, `out = normal(value * sigmoid(gate)) * scale +
 * shift`.
 *
 * @param gated `[panels][2 * rows][8]`, values before gates. Gates become their sigmoids.
 * @param moments `[panels][2][8]`: the mean and `1 / sqrt(variance + epsilon)`, with the biased
 *   variance.
 * @param scale `rows` floats. @param shift `rows` floats.
 */
export function gatedNorm(
  gated: usize,
  moments: usize,
  out: usize,
  scale: usize,
  shift: usize,
  rows: i32,
  panels: i32,
  gatedPanelStride: i32,
  outPanelStride: i32,
  outRowStride: i32,
  epsilon: f32,
): void {
  const share = f32x4.splat(1 / <f32> rows);
  const least = f32x4.splat(epsilon);
  const gates = <usize> rows << 5;
  const outRow = bytes(outRowStride);
  for (let panel: i32 = 0; panel < panels; panel++) {
    const end = gated + gates;
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    for (let p = gated; p < end; p += 32) {
      const gate = p + gates;
      sigmoidRow(gate);
      low = madd(v128.load(p), v128.load(gate), low);
      high = madd(v128.load(p, 16), v128.load(gate, 16), high);
    }
    const lowMean = f32x4.mul(low, share);
    const highMean = f32x4.mul(high, share);
    low = f32x4.splat(0);
    high = f32x4.splat(0);
    for (let p = gated; p < end; p += 32) {
      const gate = p + gates;
      const lowCentred = f32x4.sub(f32x4.mul(v128.load(p), v128.load(gate)), lowMean);
      const highCentred = f32x4.sub(f32x4.mul(v128.load(p, 16), v128.load(gate, 16)), highMean);
      low = madd(lowCentred, lowCentred, low);
      high = madd(highCentred, highCentred, high);
    }
    const lowInverse = f32x4.div(one(), f32x4.sqrt(madd(low, share, least)));
    const highInverse = f32x4.div(one(), f32x4.sqrt(madd(high, share, least)));
    v128.store(moments, lowMean);
    v128.store(moments, highMean, 16);
    v128.store(moments, lowInverse, 32);
    v128.store(moments, highInverse, 48);
    let to = out;
    let factor = scale;
    let summand = shift;
    for (let p = gated; p < end; p += 32) {
      const gate = p + gates;
      const lowPassed = f32x4.mul(v128.load(p), v128.load(gate));
      const highPassed = f32x4.mul(v128.load(p, 16), v128.load(gate, 16));
      const lowNormal = f32x4.mul(f32x4.sub(lowPassed, lowMean), lowInverse);
      const highNormal = f32x4.mul(f32x4.sub(highPassed, highMean), highInverse);
      const factors = v128.load32_splat(factor);
      const summands = v128.load32_splat(summand);
      v128.store(to, madd(lowNormal, factors, summands));
      v128.store(to, madd(highNormal, factors, summands), 16);
      to += outRow;
      factor += 4;
      summand += 4;
    }
    gated += bytes(gatedPanelStride);
    out += bytes(outPanelStride);
    moments += 64;
  }
}

/**
 * Gradient through {@link gatedNorm}.
 *
 * @param gated What gatedNorm left; becomes the gradient of what it was given.
 * @param gradient Of its result.
 * @param scaleSums `[rows][4]`, to which the gradient of `scale` is added in four parts.
 * @param shiftSums The same of `shift`.
 */
export function gatedNormGradient(
  gated: usize,
  moments: usize,
  gradient: usize,
  scale: usize,
  scaleSums: usize,
  shiftSums: usize,
  rows: i32,
  panels: i32,
  gatedPanelStride: i32,
  gradientPanelStride: i32,
  gradientRowStride: i32,
): void {
  const share = f32x4.splat(1 / <f32> rows);
  const gates = <usize> rows << 5;
  const gradientRow = bytes(gradientRowStride);
  for (let panel: i32 = 0; panel < panels; panel++) {
    const lowMean = v128.load(moments);
    const highMean = v128.load(moments, 16);
    const lowInverse = v128.load(moments, 32);
    const highInverse = v128.load(moments, 48);
    let lowSum = f32x4.splat(0);
    let highSum = f32x4.splat(0);
    let lowProduct = f32x4.splat(0);
    let highProduct = f32x4.splat(0);
    let dy = gradient;
    let p = gated;
    for (let row: i32 = 0; row < rows; row++) {
      const low = v128.load(dy);
      const high = v128.load(dy, 16);
      const gate = p + gates;
      const lowPassed = f32x4.mul(v128.load(p), v128.load(gate));
      const highPassed = f32x4.mul(v128.load(p, 16), v128.load(gate, 16));
      const lowNormal = f32x4.mul(f32x4.sub(lowPassed, lowMean), lowInverse);
      const highNormal = f32x4.mul(f32x4.sub(highPassed, highMean), highInverse);
      const scaleSum = scaleSums + (<usize> row << 4);
      const shiftSum = shiftSums + (<usize> row << 4);
      v128.store(scaleSum, madd(low, lowNormal, madd(high, highNormal, v128.load(scaleSum))));
      v128.store(shiftSum, f32x4.add(f32x4.add(low, high), v128.load(shiftSum)));
      const factors = v128.load32_splat(at(scale, row));
      const lowScaled = f32x4.mul(low, factors);
      const highScaled = f32x4.mul(high, factors);
      lowSum = f32x4.add(lowSum, lowScaled);
      highSum = f32x4.add(highSum, highScaled);
      lowProduct = madd(lowScaled, lowNormal, lowProduct);
      highProduct = madd(highScaled, highNormal, highProduct);
      dy += gradientRow;
      p += 32;
    }
    lowSum = f32x4.mul(lowSum, share);
    highSum = f32x4.mul(highSum, share);
    lowProduct = f32x4.mul(lowProduct, share);
    highProduct = f32x4.mul(highProduct, share);
    dy = gradient;
    p = gated;
    for (let row: i32 = 0; row < rows; row++) {
      const gate = p + gates;
      const lowValue = v128.load(p);
      const highValue = v128.load(p, 16);
      const lowOpen = v128.load(gate);
      const highOpen = v128.load(gate, 16);
      const lowPassed = f32x4.mul(lowValue, lowOpen);
      const highPassed = f32x4.mul(highValue, highOpen);
      const lowNormal = f32x4.mul(f32x4.sub(lowPassed, lowMean), lowInverse);
      const highNormal = f32x4.mul(f32x4.sub(highPassed, highMean), highInverse);
      const factors = v128.load32_splat(at(scale, row));
      const lowCentred = f32x4.sub(f32x4.mul(v128.load(dy), factors), lowSum);
      const highCentred = f32x4.sub(f32x4.mul(v128.load(dy, 16), factors), highSum);
      const low = f32x4.mul(lowInverse, f32x4.sub(lowCentred, f32x4.mul(lowNormal, lowProduct)));
      const high = f32x4.mul(
        highInverse,
        f32x4.sub(highCentred, f32x4.mul(highNormal, highProduct)),
      );
      v128.store(p, f32x4.mul(low, lowOpen));
      v128.store(p, f32x4.mul(high, highOpen), 16);
      v128.store(gate, f32x4.mul(f32x4.mul(low, lowPassed), f32x4.sub(one(), lowOpen)));
      v128.store(gate, f32x4.mul(f32x4.mul(high, highPassed), f32x4.sub(one(), highOpen)), 16);
      dy += gradientRow;
      p += 32;
    }
    gated += bytes(gatedPanelStride);
    gradient += bytes(gradientPanelStride);
    moments += 64;
  }
}
