import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  readSafetensors,
  readSafetensorsMetadata,
  writeSafetensors,
} from "../../../src/checkpoint/safetensors.ts";
import type { StoredTensor } from "../../../src/checkpoint/stored_tensor.ts";
import { assertUsageThrows } from "../datasets/small_data.ts";
import { comparable, comparableExpected, expectedTensors, fileBytes } from "./files.ts";
import { WRITTEN, WRITTEN_METADATA } from "./written_here.ts";

/** A file with the given header text and data. */
function fileOf(header: string, data: readonly number[] = []): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const entry = (dtype: string, shape: readonly unknown[], offsets: readonly unknown[]) =>
  JSON.stringify({ dtype, shape, data_offsets: offsets });

Deno.test("readSafetensors() reads a file written by hand, whatever the order of its header", () => {
  const header = `{"b":${entry("I32", [1], [4, 8])},"__metadata__":{"a":"1"},"a":${
    entry("F32", [], [0, 4])
  }}   `;
  const bytes = fileOf(header, [0, 0, 192, 63, 255, 255, 255, 255]);
  assertEquals(
    readSafetensors(bytes),
    new Map<string, StoredTensor>([
      ["a", { shape: [], data: Float32Array.of(1.5) }],
      ["b", { shape: [1], data: Int32Array.of(-1) }],
    ]),
  );
  assertEquals(readSafetensorsMetadata(bytes), { a: "1" });
});

Deno.test("readSafetensors() reads every type as the reference implementation wrote it", () => {
  const bytes = fileBytes("every_type.safetensors");
  const expected = expectedTensors("every_type.json");
  assertEquals(comparable(readSafetensors(bytes)), comparableExpected(expected));
  assertEquals(readSafetensorsMetadata(bytes), { format: "pt", "größe": '"quoted"' });
});

Deno.test("writeSafetensors() writes what PyTorch has read", () => {
  const bytes = fileBytes("written_here.safetensors");
  assertEquals(writeSafetensors(WRITTEN, WRITTEN_METADATA), bytes);
  const seen = expectedTensors("written_here.json");
  assertEquals(comparable(WRITTEN), comparableExpected(seen));
  assertEquals(seen.metadata, WRITTEN_METADATA);
});

Deno.test("writeSafetensors() does not depend on the order of tensors and aligns the data", () => {
  const bytes = writeSafetensors(WRITTEN, WRITTEN_METADATA);
  const reversed = Object.fromEntries(Object.entries(WRITTEN_METADATA).reverse());
  assertEquals(writeSafetensors(new Map([...WRITTEN].reverse()), reversed), bytes);
  assertEquals(new DataView(bytes.buffer).getBigUint64(0, true) % 8n, 0n);
  assertEquals(
    new TextDecoder().decode(writeSafetensors(new Map()).subarray(8)),
    "{}      ",
  );
});

Deno.test("writeSafetensors() and readSafetensors() keep every tensor, also in a view", () => {
  const tensor = fc.array(fc.nat(3), { maxLength: 4 }).chain((shape) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const exactly = { minLength: length, maxLength: length };
    return fc.record({
      shape: fc.constant(shape),
      data: fc.oneof(fc.float32Array(exactly), fc.int32Array(exactly)),
    }, { noNullPrototype: true });
  });
  const tensors = fc.array(fc.tuple(fc.string(), tensor), { maxLength: 5 });
  fc.assert(
    fc.property(tensors, fc.dictionary(fc.string(), fc.string()), fc.nat(3), (list, notes, at) => {
      const written = writeSafetensors(new Map(list), notes);
      const shared = new Uint8Array(written.length + at);
      shared.set(written, at);
      const read = readSafetensors(shared.subarray(at));
      assertEquals(new Map([...read].sort()), new Map([...new Map(list)].sort()));
      assertEquals({ ...readSafetensorsMetadata(shared.subarray(at)) }, { ...notes });
    }),
    { seed: 20250702, numRuns: 300 },
  );
});

Deno.test("writeSafetensors() refuses a wrong shape and the name of the metadata", () => {
  const tensor = { shape: [2], data: Float32Array.of(1) };
  assertThrows(() => writeSafetensors(new Map([["w", tensor]])), RangeError, "[2] has 1 elements");
  const single = { shape: [1], data: Float32Array.of(1) };
  assertThrows(() => writeSafetensors(new Map([["__metadata__", single]])), RangeError, "called");
});

const FOUR = [1, 2, 3, 4];

const CORRUPT: readonly (readonly [what: string, bytes: Uint8Array, message: string])[] = [
  ["no header", Uint8Array.of(1, 2), "found 2 bytes"],
  [
    "a header beyond the file",
    Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 0x7b),
    "9 bytes, but only 1 bytes",
  ],
  ["a huge header", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128, 0x7b), "more than 100000000"],
  ["an empty header", fileOf("", [0x7b]), "does not begin with {"],
  ["a header that is a list", fileOf("[]"), "does not begin with {"],
  ["leading spaces", fileOf(" {}"), "does not begin with {"],
  ["no JSON", fileOf("{"), "not JSON"],
  ["no UTF-8", fileOf("{}").map((byte) => byte === 0x7d ? 0xff : byte), "not JSON in UTF-8"],
  ["nested lists", fileOf(`{"a":${"[".repeat(1e5)}`), "not JSON"],
  ["closed nested lists", fileOf(`{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`), "tensor a"],
  [
    "a name twice",
    fileOf(`{"a":${entry("I32", [1], [0, 4])},"\\u0061":${entry("I32", [1], [0, 4])}}`, FOUR),
    "holds a twice",
  ],
  [
    "an offset twice",
    fileOf(`{"a":{"dtype":"I32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, FOUR),
    "holds dtype twice",
  ],
  ["an entry that is no object", fileOf(`{"a":1}`), "tensor a is not described"],
  ["an entry that is null", fileOf(`{"a":null}`), "tensor a is not described"],
  ["an unknown type", fileOf(`{"a":${entry("F8_E5M2", [4], [0, 4])}}`, FOUR), "dtype F8_E5M2"],
  ["a type of prototypes", fileOf(`{"a":${entry("toString", [4], [0, 4])}}`, FOUR), "toString"],
  ["no shape", fileOf(`{"a":{"dtype":"F32","data_offsets":[0,4]}}`, FOUR), "a has no shape"],
  ["a negative size", fileOf(`{"a":${entry("F32", [-1], [0, 4])}}`, FOUR), "a has no shape"],
  ["half a size", fileOf(`{"a":${entry("F32", [0.5], [0, 2])}}`, FOUR), "a has no shape"],
  ["a size beyond 2^53", fileOf(`{"a":${entry("F32", [2 ** 53], [0, 4])}}`), "a has no shape"],
  ["a size as text", fileOf(`{"a":${entry("F32", ["1"], [0, 4])}}`, FOUR), "a has no shape"],
  [
    "a shape beyond 2^53",
    fileOf(`{"a":${entry("F32", [2 ** 40, 2 ** 40], [0, 4])}}`, FOUR),
    "needs 4.8",
  ],
  ["one offset", fileOf(`{"a":${entry("F32", [1], [0])}}`, FOUR), "no two data_offsets"],
  ["a negative offset", fileOf(`{"a":${entry("F32", [1], [-4, 0])}}`, FOUR), "data_offsets"],
  ["an end before its begin", fileOf(`{"a":${entry("F32", [1], [4, 0])}}`, FOUR), "after its end"],
  ["too few bytes", fileOf(`{"a":${entry("F32", [2], [0, 4])}}`, FOUR), "needs 8 bytes, found 4"],
  ["offsets beyond the file", fileOf(`{"a":${entry("F32", [2], [0, 8])}}`, FOUR), "ends at byte 8"],
  ["a gap before", fileOf(`{"a":${entry("U8", [3], [1, 4])}}`, FOUR), "leave a gap"],
  [
    "a gap between",
    fileOf(`{"a":${entry("U8", [1], [0, 1])},"b":${entry("U8", [2], [2, 4])}}`, FOUR),
    "b begins at byte 2 of the data instead of 1",
  ],
  [
    "an overlap",
    fileOf(`{"a":${entry("U8", [3], [0, 3])},"b":${entry("U8", [2], [2, 4])}}`, FOUR),
    "overlap",
  ],
  ["bytes left over", fileOf(`{"a":${entry("U8", [3], [0, 3])}}`, FOUR), "1 bytes after the last"],
  ["metadata of numbers", fileOf(`{"__metadata__":{"a":1}}`), "__metadata__ a is not a string"],
  ["metadata in a list", fileOf(`{"__metadata__":[]}`), "__metadata__ is not an object"],
  [
    "a whole number beyond int32",
    fileOf(`{"a":${entry("I64", [1], [0, 8])}}`, [0, 0, 0, 0, 1, 0, 0, 0]),
    "a holds 4294967296",
  ],
  [
    "a name that breaks the line",
    fileOf(`{"a\\n\\u001b[31m\\u202eb":${entry("F32", [2], [0, 4])}}`, FOUR),
    "tensor a??[31m?b of shape",
  ],
];

for (const [what, bytes, message] of CORRUPT) {
  Deno.test(`readSafetensors() refuses ${what}`, () => {
    assertUsageThrows(() => readSafetensors(bytes), message);
  });
}

Deno.test("readSafetensors() refuses every truncation of a file", () => {
  const bytes = fileBytes("written_here.safetensors");
  for (let length = 0; length < bytes.length; length++) {
    assertUsageThrows(() => readSafetensors(bytes.subarray(0, length)), "corrupt safetensors file");
  }
});
