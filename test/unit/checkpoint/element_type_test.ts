import { assertEquals, assertThrows } from "@std/assert";
import { decodeElements, type ElementType } from "../../../src/checkpoint/element_type.ts";

/** Little-endian bytes by hand, and what they are. */
const CASES: readonly (readonly [ElementType, readonly number[], Float32Array | Int32Array])[] = [
  ["F32", [0, 0, 0x80, 0xbf, 0, 0, 0x80, 0x7f], Float32Array.of(-1, Infinity)],
  // 1.5, and 1 + 2^-24 + 2^-50, which rounds up to 1 + 2^-23.
  [
    "F64",
    [0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 4, 0, 0, 0x10, 0, 0, 0xf0, 0x3f],
    Float32Array.of(1.5, 1 + 2 ** -23),
  ],
  ["F64", [0, 0, 0, 0, 0, 0, 0xf0, 0xff], Float32Array.of(-Infinity)],
  // One, the largest, the smallest, minus zero, infinity.
  [
    "F16",
    [0, 0x3c, 0xff, 0x7b, 1, 0, 0, 0x80, 0, 0x7c],
    Float32Array.of(1, 65504, 2 ** -24, -0, Infinity),
  ],
  ["BF16", [0x80, 0x3f, 0x49, 0xc0, 1, 0], Float32Array.of(1, -3.140625, 2 ** -133)],
  ["I64", [0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0], Int32Array.of(2 ** 31 - 1)],
  ["I64", [0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff], Int32Array.of(-(2 ** 31))],
  ["I32", [0xfe, 0xff, 0xff, 0xff], Int32Array.of(-2)],
  ["I16", [0, 0x80, 1, 0], Int32Array.of(-32768, 1)],
  ["I8", [0x80, 0x7f], Int32Array.of(-128, 127)],
  ["U8", [0x80, 0xff], Int32Array.of(128, 255)],
  ["BOOL", [0, 1, 2], Int32Array.of(0, 1, 1)],
];

for (const [type, bytes, expected] of CASES) {
  Deno.test(`decodeElements() reads ${type} at any alignment: ${expected.join(", ")}`, () => {
    const shared = Uint8Array.of(99, ...bytes, 99);
    assertEquals(decodeElements(shared.subarray(1, -1), type), expected);
  });
}

Deno.test("decodeElements() refuses what the smaller type cannot hold", () => {
  const above = Uint8Array.of(0, 0, 0, 0x80, 0, 0, 0, 0);
  assertThrows(() => decodeElements(above, "I64"), RangeError, "2147483648, which is beyond int32");
  const below = Uint8Array.of(0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff);
  assertThrows(() => decodeElements(below, "I64"), RangeError, "-2147483649");
  const large = new Uint8Array(Float64Array.of(1e39).buffer);
  assertThrows(() => decodeElements(large, "F64"), RangeError, "1e+39, which is beyond float32");
});
