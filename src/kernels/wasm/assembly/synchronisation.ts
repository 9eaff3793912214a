// Decayed sums of products of pairs of neurons, `[panel][entry][8]`.
import { at, bytes, madd } from "./vector";

/**
 * Adds one tick: `after = retention * before + z[left] * z[right]`, and the synchronisation
 * `out = after * inverse`.
 *
 * @param left Rows of z as 32-bit integers. @param before Address of the sums so far, or 0 at the
 *   start. @param after May be `before`; 0 if nobody adds to the sums any more. @param inverse Per entry,
 *   `1 / sqrt(count of the terms)`.
 * @param out Address, or 0 if nobody reads.
 */
export function addPairProducts(
  z: usize,
  zPanelStride: i32,
  zRowStride: i32,
  left: usize,
  right: usize,
  before: usize,
  after: usize,
  sumsPanelStride: i32,
  retention: usize,
  inverse: usize,
  out: usize,
  outPanelStride: i32,
  entries: i32,
  panels: i32,
): void {
  const row = bytes(zRowStride);
  for (let panel: i32 = 0; panel < panels; panel++) {
    let old = before;
    let sum = after;
    let p = out;
    for (let entry: i32 = 0; entry < entries; entry++) {
      const l = z + row * <usize> load<i32>(at(left, entry));
      const r = z + row * <usize> load<i32>(at(right, entry));
      let low = f32x4.mul(v128.load(l), v128.load(r));
      let high = f32x4.mul(v128.load(l, 16), v128.load(r, 16));
      if (before) {
        const remains = v128.load32_splat(at(retention, entry));
        low = madd(remains, v128.load(old), low);
        high = madd(remains, v128.load(old, 16), high);
        old += 32;
      }
      if (after) {
        v128.store(sum, low);
        v128.store(sum, high, 16);
        sum += 32;
      }
      if (out) {
        const share = v128.load32_splat(at(inverse, entry));
        v128.store(p, f32x4.mul(low, share));
        v128.store(p, f32x4.mul(high, share), 16);
        p += 32;
      }
    }
    z += bytes(zPanelStride);
    if (before) before += bytes(sumsPanelStride);
    if (after) after += bytes(sumsPanelStride);
    if (out) out += bytes(outPanelStride);
  }
}

/**
 * Gradient of {@link addPairProducts}. `carried` is the gradient of `after` from later ticks and becomes
 * that of `before`; `zGradient` is added to. The sums after the tick are computed again.
 *
 * @param before Address of the sums before, or 0 at the start.
 * @param slope Per entry, the derivative of `inverse` with respect to the retention.
 * @param outGradient Address, or 0 if nobody read.
 * @param retentionGradient `[entry][4]`, added to, to be summed over its lanes; 0 if nobody needs it:
 *   then what lies at `before` is not read.
 */
export function addPairProductsGradient(
  z: usize,
  zPanelStride: i32,
  zRowStride: i32,
  zGradient: usize,
  zGradientPanelStride: i32,
  zGradientRowStride: i32,
  left: usize,
  right: usize,
  before: usize,
  sumsPanelStride: i32,
  retention: usize,
  inverse: usize,
  slope: usize,
  outGradient: usize,
  outPanelStride: i32,
  carried: usize,
  carriedPanelStride: i32,
  retentionGradient: usize,
  entries: i32,
  panels: i32,
): void {
  const row = bytes(zRowStride);
  const gradientRow = bytes(zGradientRowStride);
  for (let panel: i32 = 0; panel < panels; panel++) {
    let old = before;
    let g = carried;
    let d = outGradient;
    let slopes = retentionGradient;
    for (let entry: i32 = 0; entry < entries; entry++) {
      const leftNeuron = <usize> load<i32>(at(left, entry));
      const rightNeuron = <usize> load<i32>(at(right, entry));
      const l = z + row * leftNeuron;
      const r = z + row * rightNeuron;
      const lowLeft = v128.load(l);
      const highLeft = v128.load(l, 16);
      const lowRight = v128.load(r);
      const highRight = v128.load(r, 16);
      let low = v128.load(g);
      let high = v128.load(g, 16);
      let sum = f32x4.splat(0);
      if (outGradient) {
        const share = v128.load32_splat(at(inverse, entry));
        const lowOut = v128.load(d);
        const highOut = v128.load(d, 16);
        low = madd(lowOut, share, low);
        high = madd(highOut, share, high);
        d += 32;
        if (retentionGradient) {
          let lowSum = f32x4.mul(lowLeft, lowRight);
          let highSum = f32x4.mul(highLeft, highRight);
          if (before) {
            const remains = v128.load32_splat(at(retention, entry));
            lowSum = madd(remains, v128.load(old), lowSum);
            highSum = madd(remains, v128.load(old, 16), highSum);
          }
          sum = f32x4.mul(
            madd(highOut, highSum, f32x4.mul(lowOut, lowSum)),
            v128.load32_splat(at(slope, entry)),
          );
        }
      }
      if (before) {
        if (retentionGradient) {
          sum = madd(low, v128.load(old), madd(high, v128.load(old, 16), sum));
          old += 32;
        }
        const remains = v128.load32_splat(at(retention, entry));
        v128.store(g, f32x4.mul(low, remains));
        v128.store(g, f32x4.mul(high, remains), 16);
      }
      if (retentionGradient) {
        v128.store(slopes, f32x4.add(v128.load(slopes), sum));
        slopes += 16;
      }
      // Both may be the same neuron, so one is stored before the other is loaded.
      const lTo = zGradient + gradientRow * leftNeuron;
      const rTo = zGradient + gradientRow * rightNeuron;
      v128.store(lTo, madd(low, lowRight, v128.load(lTo)));
      v128.store(lTo, madd(high, highRight, v128.load(lTo, 16)), 16);
      v128.store(rTo, madd(low, lowLeft, v128.load(rTo)));
      v128.store(rTo, madd(high, highLeft, v128.load(rTo, 16)), 16);
      g += 32;
    }
    z += bytes(zPanelStride);
    zGradient += bytes(zGradientPanelStride);
    if (before) before += bytes(sumsPanelStride);
    if (outGradient) outGradient += bytes(outPanelStride);
    carried += bytes(carriedPanelStride);
  }
}
