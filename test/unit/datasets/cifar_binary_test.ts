import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { encodeCifarBinary, joinSplits, parseCifarBinary } from "../../../datasets/cifar_binary.ts";
import { assertUsageThrows, fileOf, patternBytes } from "./small_data.ts";

Deno.test("parseCifarBinary() turns planes into channels-last pixels", () => {
  // Red plane all 1, green 2, blue 3, except the second pixel of the first row and the last pixel.
  const record = new Uint8Array(3073);
  record[0] = 7;
  record.fill(1, 1, 1025).fill(2, 1025, 2049).fill(3, 2049);
  record[1 + 1] = 10;
  record[1025 + 1] = 20;
  record[2049 + 1] = 30;
  record[1 + 1023] = 11;
  record[2049 + 1023] = 31;
  const { images, labels, examples } = parseCifarBinary(fileOf(record), 1);
  assertEquals(examples, 1);
  assertEquals([...labels], [7]);
  assertEquals([...images.subarray(0, 9)], [1, 2, 3, 10, 20, 30, 1, 2, 3]);
  assertEquals([...images.subarray(-6)], [1, 2, 3, 11, 2, 31]);
});

Deno.test("parseCifarBinary() takes the second label byte of CIFAR-100 as the class", () => {
  const records = new Uint8Array(2 * 3074);
  records.set([4, 71], 0);
  records.set([19, 99], 3074);
  const { labels, labelBytes } = parseCifarBinary(fileOf(records), 2);
  assertEquals([...labels], [71, 99]);
  assertEquals([...labelBytes], [4, 71, 19, 99]);
});

Deno.test("encodeCifarBinary() is the inverse of parseCifarBinary()", () => {
  const files = fc.record({
    labelBytes: fc.constantFrom<1 | 2>(1, 2),
    examples: fc.integer({ min: 1, max: 3 }),
    a: fc.integer({ min: 1, max: 250 }),
    b: fc.nat(250),
  });
  fc.assert(
    fc.property(files, ({ labelBytes, examples, a, b }) => {
      const bytes = patternBytes(examples * (labelBytes + 3072), a, b);
      const records = parseCifarBinary(fileOf(bytes), labelBytes);
      assertEquals(records.examples, examples);
      assertEquals(encodeCifarBinary(records.images, records.labelBytes), bytes);
    }),
    { seed: 20250702, numRuns: 30 },
  );
});

Deno.test("parseCifarBinary() refuses an empty file and part of a record", () => {
  for (const length of [0, 1, 3072, 3074, 2 * 3073 - 1]) {
    assertUsageThrows(
      () => parseCifarBinary(fileOf(new Uint8Array(length), "data_batch_1.bin"), 1),
      `data_batch_1.bin is not a CIFAR binary file: expected a multiple of 3073 bytes, found ${length}`,
    );
  }
});

Deno.test("encodeCifarBinary() refuses images and labels that do not fit", () => {
  assertThrows(() => encodeCifarBinary(new Uint8Array(3072 * 2), Uint8Array.of(1)), RangeError);
  assertThrows(() => encodeCifarBinary(new Uint8Array(3071), Uint8Array.of(1)), RangeError);
});

Deno.test("joinSplits() keeps the order", () => {
  const joined = joinSplits([
    { images: Uint8Array.of(1, 2), labels: Uint16Array.of(5), examples: 1 },
    { images: Uint8Array.of(3, 4, 5, 6), labels: Uint16Array.of(6, 7), examples: 2 },
  ]);
  assertEquals(joined, {
    images: Uint8Array.of(1, 2, 3, 4, 5, 6),
    labels: Uint16Array.of(5, 6, 7),
    examples: 3,
  });
});
