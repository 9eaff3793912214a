// Rows of panels that lie at two places.
import { bytes } from "./vector";

/** Copies `rows` rows of each panel. */
export function copyRows(
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
export function addRows(
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
