// Decayed sums of products of pairs of neurons, `[panel][entry][8]`.
import { at, bytes, madd } from "./vector";

/**
 * Adds one tick: `after = retention * before + z[left] * z[right]`, and the synchronisation
 * `out = after * inverse`.
 *
 * @param left Rows of z as 32-bit integers. @param before Address of the sums so far, or 0 at the start.
 * @param after May be `before`. @param inverse Per entry, `1 / sqrt(count of the terms)`.
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
      v128.store(sum, low);
      v128.store(sum, high, 16);
      sum += 32;
      if (out) {
        const share = v128.load32_splat(at(inverse, entry));
        v128.store(p, f32x4.mul(low, share));
        v128.store(p, f32x4.mul(high, share), 16);
        p += 32;
      }
    }
    z += bytes(zPanelStride);
    if (before) before += bytes(sumsPanelStride);
    after += bytes(sumsPanelStride);
    if (out) out += bytes(outPanelStride);
  }
}

/**
 * Gradient of {@link addPairProducts}. `carried` is the gradient of `after` from later ticks and becomes
 * that of `before`; `zGradient` is added to.
 *
 * @param before Address of the sums before, or 0 at the start.
 * @param slope Per entry, the derivative of `inverse` with respect to the retention.
 * @param outGradient Address, or 0 if nobody read.
 * @param retentionGradient `[entry][4]`, added to, to be summed over its lanes; 0 if nobody needs it: then neither
 *   `before` nor `after` is read.
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
  after: usize,
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
    let sum = after;
    let g = carried;
    let d = outGradient;
    let slopes = retentionGradient;
    for (let entry: i32 = 0; entry < entries; entry++) {
      let low = v128.load(g);
      let high = v128.load(g, 16);
      if (outGradient) {
        const share = v128.load32_splat(at(inverse, entry));
        const lowOut = v128.load(d);
        const highOut = v128.load(d, 16);
        low = madd(lowOut, share, low);
        high = madd(highOut, share, high);
        if (retentionGradient) {
          const both = madd(highOut, v128.load(sum, 16), f32x4.mul(lowOut, v128.load(sum)));
          const factor = v128.load32_splat(at(slope, entry));
          v128.store(slopes, madd(both, factor, v128.load(slopes)));
        }
        d += 32;
      }
      if (before) {
        if (retentionGradient) {
          const both = madd(high, v128.load(old, 16), f32x4.mul(low, v128.load(old)));
          v128.store(slopes, f32x4.add(both, v128.load(slopes)));
        }
        const remains = v128.load32_splat(at(retention, entry));
        v128.store(g, f32x4.mul(low, remains));
        v128.store(g, f32x4.mul(high, remains), 16);
        old += 32;
      }
      const leftNeuron = <usize> load<i32>(at(left, entry));
      const rightNeuron = <usize> load<i32>(at(right, entry));
      const l = z + row * leftNeuron;
      const r = z + row * rightNeuron;
      // Both may be the same neuron, so one is stored before the other is loaded.
      const lTo = zGradient + gradientRow * leftNeuron;
      const rTo = zGradient + gradientRow * rightNeuron;
      v128.store(lTo, madd(low, v128.load(r), v128.load(lTo)));
      v128.store(lTo, madd(high, v128.load(r, 16), v128.load(lTo, 16)), 16);
      v128.store(rTo, madd(low, v128.load(l), v128.load(rTo)));
      v128.store(rTo, madd(high, v128.load(l, 16), v128.load(rTo, 16)), 16);
      g += 32;
      sum += 32;
      slopes += 16;
    }
    z += bytes(zPanelStride);
    zGradient += bytes(zGradientPanelStride);
    if (before) before += bytes(sumsPanelStride);
    after += bytes(sumsPanelStride);
    if (outGradient) outGradient += bytes(outPanelStride);
    carried += bytes(carriedPanelStride);
  }
}
