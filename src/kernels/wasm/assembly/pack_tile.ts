import { at, bytes } from "./vector";

/** Packs up to 5 rows of the left operand, `[inner][5]`; rows that there are not become 0. */
export function packTile(
  a: usize,
  out: usize,
  rows: i32,
  inner: i32,
  rowStride: i32,
  innerStride: i32,
): void {
  const rowStep = bytes(rowStride);
  const innerStep = bytes(innerStride);
  let k: i32 = 0;
  if (rows == 5 && rowStride == 1) {
    for (; k < inner; k++) {
      v128.store(out, v128.load(a));
      store<f32>(out, load<f32>(a, 16), 16);
      a += innerStep;
      out += 20;
    }
    return;
  }
  if (rows == 5 && innerStride == 1) {
    for (; k + 4 <= inner; k += 4) {
      let p = a;
      const r0 = v128.load(p);
      p += rowStep;
      const r1 = v128.load(p);
      p += rowStep;
      const r2 = v128.load(p);
      p += rowStep;
      const r3 = v128.load(p);
      p += rowStep;
      const r4 = v128.load(p);
      const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5);
      const high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
      const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5);
      const high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
      v128.store(out, i64x2.shuffle(low01, low23, 0, 2));
      v128.store32_lane(out, r4, 0, 16);
      v128.store(out, i64x2.shuffle(low01, low23, 1, 3), 20);
      v128.store32_lane(out, r4, 1, 36);
      v128.store(out, i64x2.shuffle(high01, high23, 0, 2), 40);
      v128.store32_lane(out, r4, 2, 56);
      v128.store(out, i64x2.shuffle(high01, high23, 1, 3), 60);
      v128.store32_lane(out, r4, 3, 76);
      a += 16;
      out += 80;
    }
  }
  for (; k < inner; k++) {
    let p = a;
    for (let row: i32 = 0; row < 5; row++) {
      store<f32>(at(out, row), row < rows ? load<f32>(p) : 0);
      p += rowStep;
    }
    a += innerStep;
    out += 20;
  }
}
