// Gated units. The forward pass stores the gates, so that the backward pass needs no exponential.
import { bytes, one, sigmoid } from "./vector";

/**
 * `out = value * sigmoid(gate)` for x `[outer][value, gate]` of `half` floats each; `open` becomes the
 * sigmoid.
 */
export function glu(x: usize, out: usize, open: usize, outer: i32, half: i32): void {
  for (let i: i32 = 0; i < outer; i++) {
    let gate = x + bytes(half);
    let j: i32 = 0;
    for (; j + 4 <= half; j += 4) {
      const opened = sigmoid(v128.load(gate));
      v128.store(open, opened);
      v128.store(out, f32x4.mul(v128.load(x), opened));
      x += 16;
      gate += 16;
      out += 16;
      open += 16;
    }
    for (; j < half; j++) {
      const opened = sigmoid(v128.load32_splat(gate));
      v128.store32_lane(open, opened, 0);
      v128.store32_lane(out, f32x4.mul(v128.load32_splat(x), opened), 0);
      x += 4;
      gate += 4;
      out += 4;
      open += 4;
    }
    x = gate;
  }
}

/** Gradient of {@link glu}, from what it made. */
export function gluGradient(
  dy: usize,
  y: usize,
  open: usize,
  dx: usize,
  outer: i32,
  half: i32,
): void {
  for (let i: i32 = 0; i < outer; i++) {
    let gate = dx + bytes(half);
    let j: i32 = 0;
    for (; j + 4 <= half; j += 4) {
      const d = v128.load(dy);
      const opened = v128.load(open);
      v128.store(dx, f32x4.mul(d, opened));
      v128.store(gate, f32x4.mul(f32x4.mul(d, v128.load(y)), f32x4.sub(one(), opened)));
      dy += 16;
      y += 16;
      open += 16;
      dx += 16;
      gate += 16;
    }
    for (; j < half; j++) {
      const d = load<f32>(dy);
      const opened = load<f32>(open);
      store<f32>(dx, d * opened);
      store<f32>(gate, d * load<f32>(y) * (1 - opened));
      dy += 4;
      y += 4;
      open += 4;
      dx += 4;
      gate += 4;
    }
    dx = gate;
  }
}

/** `out = x * sigmoid(x)` of `count` floats; `open` becomes the sigmoid. */
export function silu(x: usize, out: usize, open: usize, count: i32): void {
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4) {
    const value = v128.load(x);
    const opened = sigmoid(value);
    v128.store(open, opened);
    v128.store(out, f32x4.mul(value, opened));
    x += 16;
    out += 16;
    open += 16;
  }
  for (; i < count; i++) {
    const value = v128.load32_splat(x);
    const opened = sigmoid(value);
    v128.store32_lane(open, opened, 0);
    v128.store32_lane(out, f32x4.mul(value, opened), 0);
    x += 4;
    out += 4;
    open += 4;
  }
}

/** Gradient of {@link silu}, from what it made: `dy * (open + y * (1 - open))`. */
export function siluGradient(dy: usize, y: usize, open: usize, dx: usize, count: i32): void {
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4) {
    const opened = v128.load(open);
    const slope = f32x4.add(opened, f32x4.mul(v128.load(y), f32x4.sub(one(), opened)));
    v128.store(dx, f32x4.mul(v128.load(dy), slope));
    dy += 16;
    y += 16;
    open += 16;
    dx += 16;
  }
  for (; i < count; i++) {
    const opened = load<f32>(open);
    store<f32>(dx, load<f32>(dy) * (opened + load<f32>(y) * (1 - opened)));
    dy += 4;
    y += 4;
    open += 4;
    dx += 4;
  }
}
