// Rows of panels that lie at two places.
import { bytes } from "./vector";

/** Copies `rows` rows of each panel. */
export function copyPanelRows(
  x: usize,
  xPanelStride: i32,
  xRowStride: i32,
  out: usize,
  outPanelStride: i32,
  rows: i32,
  panels: i32,
): void {
  for (let panel: i32 = 0; panel < panels; panel++) {
    let from = x;
    let to = out;
    for (let row: i32 = 0; row < rows; row++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += bytes(xRowStride);
      to += 32;
    }
    x += bytes(xPanelStride);
    out += bytes(outPanelStride);
  }
}

/** Adds `rows` rows of each panel to those at `out`. */
export function addPanelRows(
  x: usize,
  xPanelStride: i32,
  xRowStride: i32,
  out: usize,
  outPanelStride: i32,
  rows: i32,
  panels: i32,
): void {
  for (let panel: i32 = 0; panel < panels; panel++) {
    let from = x;
    let to = out;
    for (let row: i32 = 0; row < rows; row++) {
      v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
      v128.store(to, f32x4.add(v128.load(to, 16), v128.load(from, 16)), 16);
      from += bytes(xRowStride);
      to += 32;
    }
    x += bytes(xPanelStride);
    out += bytes(outPanelStride);
  }
}

/** `out = x * y` of the rows of each panel; `out` may be one of them if its stride is the same. */
export function multiplyPanelRows(
  x: usize,
  y: usize,
  out: usize,
  rows: i32,
  panels: i32,
  xPanelStride: i32,
  yPanelStride: i32,
  outPanelStride: i32,
): void {
  const length = <usize> rows << 5;
  for (let panel: i32 = 0; panel < panels; panel++) {
    for (let i: usize = 0; i < length; i += 32) {
      v128.store(out + i, f32x4.mul(v128.load(x + i), v128.load(y + i)));
      v128.store(out + i, f32x4.mul(v128.load(x + i, 16), v128.load(y + i, 16)), 16);
    }
    x += bytes(xPanelStride);
    y += bytes(yPanelStride);
    out += bytes(outPanelStride);
  }
}
