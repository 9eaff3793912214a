// Functions of single elements.
import { bytes, tanh } from "./vector";

/** `out = tanh(x)` of any number of floats. */
export function tanhElements(x: usize, out: usize, count: i32): void {
  const end = x + bytes(count & ~3);
  for (; x < end; x += 16, out += 16) v128.store(out, tanh(v128.load(x)));
  for (let i = count & ~3; i < count; i++, x += 4, out += 4) {
    v128.store32_lane(out, tanh(v128.load32_splat(x)), 0);
  }
}
