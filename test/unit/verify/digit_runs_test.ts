import { assertEquals, assertThrows } from "@std/assert";
import { BenchError } from "../../../src/spec/mod.ts";
import { digitRuns } from "../../../src/verify/digit_runs.ts";

Deno.test("equal images in a row are one digit", () => {
  // Two examples, six ticks, images of one pixel.
  const images = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6];
  assertEquals(digitRuns(images, { batch: 2, ticks: 6, size: 1 }), { count: 3, length: 2 });
});

Deno.test("a digit changes when the image of any example does", () => {
  const images = [1, 1, 1, 1, 4, 4, 5, 5];
  assertEquals(digitRuns(images, { batch: 2, ticks: 4, size: 1 }), { count: 2, length: 2 });
});

Deno.test("one image that never changes is one digit", () => {
  const images = [7, 8, 7, 8, 7, 8];
  assertEquals(digitRuns(images, { batch: 1, ticks: 3, size: 2 }), { count: 1, length: 3 });
});

Deno.test("digits of different length are refused", () => {
  assertThrows(
    () => digitRuns([1, 2, 2], { batch: 1, ticks: 3, size: 1 }),
    BenchError,
    "different numbers of ticks",
  );
  assertThrows(
    () => digitRuns([1, 1, 2], { batch: 1, ticks: 3, size: 1 }),
    BenchError,
    "different numbers of ticks",
  );
});
