// Panels: the activations of 8 examples, `[features][8]`, so that everything vectorises over the
// batch. A panel is at once the packed right operand of the next matrix product. The distance of two
// panels is a parameter everywhere, because distances that are powers of two fall onto the same cache
// lines.
import { at, bytes, sumLanes } from "./vector";

/** Sets `count` floats to 0. */
export function clear(start: usize, count: i32): void {
  memory.fill(start, 0, bytes(count));
}

/**
 * Rows of up to 8 examples to one panel: `x[example * rowStride + feature]` to `panel[feature][example]`;
 * examples from `examples` on become 0.
 */
export function packPanel(x: usize, rowStride: i32, panel: usize, features: i32, examples: i32): void {
  const row = bytes(rowStride);
  let out = panel;
  let feature: i32 = 0;
  if (examples == 8) {
    for (; feature + 4 <= features; feature += 4) {
      for (let half: usize = 0; half < 2; half++) {
        const p = x + row * (half << 2);
        const r0 = v128.load(p);
        const r1 = v128.load(p + row);
        const r2 = v128.load(p + row * 2);
        const r3 = v128.load(p + row * 3);
        const a = i32x4.shuffle(r0, r1, 0, 4, 1, 5);
        const b = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
        const c = i32x4.shuffle(r2, r3, 0, 4, 1, 5);
        const d = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
        const to = out + (half << 4);
        v128.store(to, i64x2.shuffle(a, c, 0, 2));
        v128.store(to, i64x2.shuffle(a, c, 1, 3), 32);
        v128.store(to, i64x2.shuffle(b, d, 0, 2), 64);
        v128.store(to, i64x2.shuffle(b, d, 1, 3), 96);
      }
      x += 16;
      out += 128;
    }
  }
  for (; feature < features; feature++) {
    let p = x;
    for (let example: i32 = 0; example < 8; example++) {
      store<f32>(at(out, example), example < examples ? load<f32>(p) : 0);
      p += row;
    }
    x += 4;
    out += 32;
  }
}

/** The first `examples` columns of one panel back to rows; the inverse of {@link packPanel}. */
export function unpackPanel(panel: usize, x: usize, rowStride: i32, features: i32, examples: i32): void {
  const row = bytes(rowStride);
  let feature: i32 = 0;
  if (examples == 8) {
    for (; feature + 4 <= features; feature += 4) {
      for (let half: usize = 0; half < 2; half++) {
        const from = panel + (half << 4);
        const r0 = v128.load(from);
        const r1 = v128.load(from, 32);
        const r2 = v128.load(from, 64);
        const r3 = v128.load(from, 96);
        const a = i32x4.shuffle(r0, r1, 0, 4, 1, 5);
        const b = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
        const c = i32x4.shuffle(r2, r3, 0, 4, 1, 5);
        const d = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
        const p = x + row * (half << 2);
        v128.store(p, i64x2.shuffle(a, c, 0, 2));
        v128.store(p + row, i64x2.shuffle(a, c, 1, 3));
        v128.store(p + row * 2, i64x2.shuffle(b, d, 0, 2));
        v128.store(p + row * 3, i64x2.shuffle(b, d, 1, 3));
      }
      x += 16;
      panel += 128;
    }
  }
  for (; feature < features; feature++) {
    let p = x;
    for (let example: i32 = 0; example < examples; example++) {
      store<f32>(p, load<f32>(at(panel, example)));
      p += row;
    }
    x += 4;
    panel += 32;
  }
}

/** Repeats `values[row]` over the 8 examples of `panels` panels, rows `rowStride` floats apart. */
export function repeatRows(
  values: usize,
  out: usize,
  rows: i32,
  panels: i32,
  panelStride: i32,
  rowStride: i32,
): void {
  for (let row: i32 = 0; row < rows; row++) {
    const value = v128.load32_splat(at(values, row));
    let p = out + <usize> row * bytes(rowStride);
    for (let panel: i32 = 0; panel < panels; panel++) {
      v128.store(p, value);
      v128.store(p, value, 16);
      p += bytes(panelStride);
    }
  }
}

/**
 * Sum of each row over examples, panels and ticks, such as the gradient of a bias:
 * `out[row] (+)= sum of y[tick * tickStride + panel * panelStride + row * rowStride + example]`.
 */
export function sumOverExamples(
  y: usize,
  out: usize,
  rows: i32,
  ticks: i32,
  panels: i32,
  tickStride: i32,
  panelStride: i32,
  rowStride: i32,
  accumulate: i32,
): void {
  for (let row: i32 = 0; row < rows; row++) {
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    for (let tick: i32 = 0; tick < ticks; tick++) {
      let p = y + <usize> row * bytes(rowStride) + <usize> tick * bytes(tickStride);
      for (let panel: i32 = 0; panel < panels; panel++) {
        low = f32x4.add(low, v128.load(p));
        high = f32x4.add(high, v128.load(p, 16));
        p += bytes(panelStride);
      }
    }
    const sum = sumLanes(f32x4.add(low, high));
    const to = at(out, row);
    store<f32>(to, accumulate ? load<f32>(to) + sum : sum);
  }
}

/** Sum of the four lanes of each row: `out[row] (+)= sum of x[row][4]`. */
export function sumLanesOfRows(x: usize, out: usize, rows: i32, accumulate: i32): void {
  for (let row: i32 = 0; row < rows; row++) {
    const to = at(out, row);
    const sum = sumLanes(v128.load(x));
    store<f32>(to, accumulate ? load<f32>(to) + sum : sum);
    x += 16;
  }
}

/** `out = x * factor` of `count` floats; `out` may be `x`. */
export function scale(x: usize, out: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  const end = x + bytes(count & ~3);
  for (; x < end; x += 16, out += 16) v128.store(out, f32x4.mul(v128.load(x), factors));
  for (let i: i32 = count & ~3; i < count; i++, x += 4, out += 4) {
    store<f32>(out, load<f32>(x) * factor);
  }
}

/** `out += x` of `count` floats. */
export function addTo(x: usize, out: usize, count: i32): void {
  const end = x + bytes(count & ~3);
  for (; x < end; x += 16, out += 16) v128.store(out, f32x4.add(v128.load(out), v128.load(x)));
  for (let i: i32 = count & ~3; i < count; i++, x += 4, out += 4) {
    store<f32>(out, load<f32>(out) + load<f32>(x));
  }
}

/** `out = x * y` of `count` floats; `out` may be `x` or `y`. */
export function multiply(x: usize, y: usize, out: usize, count: i32): void {
  const end = x + bytes(count & ~3);
  for (; x < end; x += 16, y += 16, out += 16) {
    v128.store(out, f32x4.mul(v128.load(x), v128.load(y)));
  }
  for (let i: i32 = count & ~3; i < count; i++, x += 4, y += 4, out += 4) {
    store<f32>(out, load<f32>(x) * load<f32>(y));
  }
}

/** `sum of x * y` over `count` floats. */
export function dotProduct(x: usize, y: usize, count: i32): f32 {
  let sum = f32x4.splat(0);
  const end = x + bytes(count & ~3);
  for (; x < end; x += 16, y += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(x), v128.load(y)));
  }
  let total = sumLanes(sum);
  for (let i: i32 = count & ~3; i < count; i++, x += 4, y += 4) total += load<f32>(x) * load<f32>(y);
  return total;
}
