import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { resizeBilinear } from "../../../datasets/resize_bilinear.ts";

function assertNear(got: ArrayLike<number>, expected: readonly number[]): void {
  assertEquals(got.length, expected.length);
  // PyTorch works in 32 bits; half a unit in the last place of 255 is 8e-6.
  expected.forEach((value, place) => assertAlmostEquals(got[place]!, value, 5e-5));
}

Deno.test("resizeBilinear() equals PyTorch on 3 x 3 pixels", () => {
  // torch.nn.functional.interpolate(x, size=(5, 5), mode="bilinear", align_corners=False), 1.13.
  const x = Uint8Array.of(0, 10, 40, 100, 255, 5, 7, 90, 200);
  assertNear(resizeBilinear(x, { from: 3, to: 5 }), [
    ...[0, 4, 10, 28, 40],
    ...[40, 67.2, 108, 58.8, 26],
    ...[100, 162, 255, 105, 5],
    ...[44.2, 88.92, 156, 135.6, 122],
    ...[7, 40.2, 90, 156, 200],
  ]);
});

Deno.test("resizeBilinear() equals PyTorch from 28 to 32 pixels", () => {
  // As above, of two images with the pixels (7 i + 3) mod 251, i counted through both.
  const x = Uint8Array.from({ length: 2 * 28 * 28 }, (_, index) => (7 * index + 3) % 251);
  const y = resizeBilinear(x, { from: 28, to: 32 });
  assertEquals(y.length, 2 * 32 * 32);
  const columns = [0, 1, 2, 3, 4, 12, 15, 16, 27, 30, 31];
  const pixels = (image: number, row: number) =>
    columns.map((column) => y[(image * 32 + row) * 32 + column]!);
  assertNear(
    pixels(0, 0),
    [3, 8.6875, 14.8125, 20.9375, 27.0625, 76.0625, 94.4375, 100.5625, 167.9375, 186.3125, 192],
  );
  assertNear(pixels(0, 17), [
    ...[192.3125, 198, 171.76953, 163.1875, 169.3125, 14.375],
    ...[32.75, 38.875, 106.25, 124.625, 130.3125],
  ]);
  assertNear(pixels(1, 5), [
    ...[61.25, 66.9375, 73.0625, 79.1875, 85.3125, 55.875],
    ...[74.25, 80.375, 147.75, 166.125, 171.8125],
  ]);
  assertNear(pixels(1, 31), [
    ...[241, 246.6875, 80.25, 7.9375, 14.0625, 63.0625],
    ...[81.4375, 87.5625, 154.9375, 173.3125, 179],
  ]);
  assertAlmostEquals(y.reduce((sum, value) => sum + value, 0), 254824.328125, 0.05);
});

Deno.test("resizeBilinear() leaves images of the size wanted as they are", () => {
  const x = Float32Array.of(0.5, -1, 3, 0.25);
  assertEquals(resizeBilinear(x, { from: 2, to: 2 }), x);
  assertEquals(resizeBilinear(x, { from: 1, to: 1 }), x);
  assertEquals([...resizeBilinear(x.subarray(2, 3), { from: 1, to: 2 })], [3, 3, 3, 3]);
});

Deno.test("resizeBilinear() refuses to shrink and to read half an image", () => {
  assertThrows(
    () => resizeBilinear(new Uint8Array(4), { from: 2, to: 1 }),
    RangeError,
    "enlarge from 2 to 1",
  );
  assertThrows(
    () => resizeBilinear(new Uint8Array(6), { from: 2, to: 3 }),
    RangeError,
    "6 pixels as images of 2 x 2",
  );
});
