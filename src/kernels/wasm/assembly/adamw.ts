// One update of AdamW over many tensors. The sums are those of the single operations in the same
// order, without fused multiply-adds in either build: memory is what this waits for.
import { bytes } from "./vector";

/**
 * Updates the moments in place and writes the new parameters elsewhere, because the convolutions of
 * the library remember what they made of a tensor.
 *
 * @param table For each of `count` tensors the addresses of gradient, parameter and new parameter,
 * its size and the factor that clips its gradient. @param first Moments of all tensors, one after the
 * other. @param norm Address of the global norm, or 0 not to clip by it. @param bias Root of the bias
 * of the second moments. @param rate Learning rate over the bias of the first ones. @param kept What
 * weight decay leaves of a parameter.
 */
export function adamw(
  table: usize,
  count: i32,
  first: usize,
  second: usize,
  norm: usize,
  clipNorm: f32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  bias: f32,
  epsilon: f32,
  rate: f32,
  kept: f32,
): void {
  const share = norm ? min<f32>(clipNorm / (load<f32>(norm) + 1e-6), 1) : <f32> 1;
  const shares = f32x4.splat(share);
  const beta1s = f32x4.splat(beta1);
  const rest1s = f32x4.splat(rest1);
  const beta2s = f32x4.splat(beta2);
  const rest2s = f32x4.splat(rest2);
  const biases = f32x4.splat(bias);
  const epsilons = f32x4.splat(epsilon);
  const rates = f32x4.splat(rate);
  const kepts = f32x4.splat(kept);
  for (let i: i32 = 0; i < count; i++) {
    let gradient = <usize> load<u32>(table);
    let parameter = <usize> load<u32>(table, 4);
    let out = <usize> load<u32>(table, 8);
    const size = load<i32>(table, 12);
    const factor = load<f32>(table, 16);
    const factors = f32x4.splat(factor);
    table += 20;
    const end = out + bytes(size & ~3);
    while (out < end) {
      const g = f32x4.mul(f32x4.mul(v128.load(gradient), factors), shares);
      const m = f32x4.add(f32x4.mul(v128.load(first), beta1s), f32x4.mul(g, rest1s));
      const v = f32x4.add(f32x4.mul(v128.load(second), beta2s), f32x4.mul(f32x4.mul(g, g), rest2s));
      v128.store(first, m);
      v128.store(second, v);
      const denominator = f32x4.add(f32x4.div(f32x4.sqrt(v), biases), epsilons);
      const change = f32x4.mul(f32x4.div(m, denominator), rates);
      v128.store(out, f32x4.sub(f32x4.mul(v128.load(parameter), kepts), change));
      gradient += 16;
      parameter += 16;
      first += 16;
      second += 16;
      out += 16;
    }
    for (let j = size & ~3; j < size; j++) {
      const g = load<f32>(gradient) * factor * share;
      const m = load<f32>(first) * beta1 + g * rest1;
      const v = load<f32>(second) * beta2 + g * g * rest2;
      store<f32>(first, m);
      store<f32>(second, v);
      const denominator: f32 = sqrt<f32>(v) / bias + epsilon;
      store<f32>(out, load<f32>(parameter) * kept - m / denominator * rate);
      gradient += 4;
      parameter += 4;
      first += 4;
      second += 4;
      out += 4;
    }
  }
}
