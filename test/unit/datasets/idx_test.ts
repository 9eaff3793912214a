import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { idxSplit, parseIdx } from "../../../datasets/idx.ts";
import { assertUsageThrows, fileOf, idxBytes, patternBytes } from "./small_data.ts";

const facts = { height: 2, width: 3, classes: 4 };

Deno.test("parseIdx() reads shape and values of a file written by hand", () => {
  // deno-fmt-ignore
  const bytes = Uint8Array.of(
    0, 0, 8, 2, // unsigned bytes, two axes
    0, 0, 0, 2, // big-endian sizes
    0, 0, 0, 3,
    1, 2, 3, 4, 5, 255,
  );
  const { shape, values } = parseIdx(fileOf(bytes));
  assertEquals(shape, [2, 3]);
  assertEquals([...values], [1, 2, 3, 4, 5, 255]);
});

Deno.test("parseIdx() returns any shape and values that were written, also from a view", () => {
  const arrays = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
    .chain((shape) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return fc.tuple(
        fc.constant(shape),
        fc.uint8Array({ minLength: length, maxLength: length }),
        fc.nat(7),
      );
    });
  fc.assert(
    fc.property(arrays, ([shape, values, offset]) => {
      const written = idxBytes(shape, values);
      const shared = new Uint8Array(written.length + offset + 1);
      shared.set(written, offset);
      const read = parseIdx(fileOf(shared.subarray(offset, offset + written.length)));
      assertEquals(read.shape, shape);
      assertEquals([...read.values], [...values]);
    }),
    { seed: 20250701, numRuns: 100 },
  );
});

Deno.test("parseIdx() refuses every truncation of a file", () => {
  const bytes = idxBytes([2, 2], Uint8Array.of(1, 2, 3, 4));
  for (let length = 0; length < bytes.length; length++) {
    assertUsageThrows(
      () => parseIdx(fileOf(bytes.subarray(0, length), "some-file")),
      "some-file is not an IDX file of bytes",
      `found ${length}`,
    );
  }
});

Deno.test("parseIdx() refuses additional bytes, another type and another format", () => {
  const bytes = idxBytes([3], Uint8Array.of(1, 2, 3));
  assertUsageThrows(() => parseIdx(fileOf(Uint8Array.of(...bytes, 0))), "needs 11 bytes, found 12");
  const floats = bytes.slice();
  floats[2] = 0x0d;
  assertUsageThrows(() => parseIdx(fileOf(floats)), "expected it to begin with 0 0 8");
  assertUsageThrows(() => parseIdx(fileOf(patternBytes(40))), "found 3 10 17");
});

Deno.test("idxSplit() joins images and labels", () => {
  const split = idxSplit({
    images: fileOf(idxBytes([2, 2, 3], patternBytes(12))),
    labels: fileOf(idxBytes([2], Uint8Array.of(3, 0))),
  }, facts);
  assertEquals(split.examples, 2);
  assertEquals([...split.labels], [3, 0]);
  assertEquals([...split.images], [...patternBytes(12)]);
});

Deno.test("idxSplit() refuses images of another size, other label counts and other classes", () => {
  const images = fileOf(idxBytes([2, 2, 3], patternBytes(12)), "images");
  const labels = fileOf(idxBytes([2], Uint8Array.of(0, 1)), "labels");
  const transposed = fileOf(idxBytes([2, 3, 2], patternBytes(12)), "images");
  assertUsageThrows(
    () => idxSplit({ images: transposed, labels }, facts),
    "images holds 2 x 3 x 2 values: expected images of 2 x 3",
  );
  const three = fileOf(idxBytes([3], Uint8Array.of(0, 1, 2)), "labels");
  assertUsageThrows(
    () => idxSplit({ images, labels: three }, facts),
    "labels holds 3 labels: expected 2",
  );
  const fourth = fileOf(idxBytes([2], Uint8Array.of(0, 4)), "labels");
  assertUsageThrows(
    () => idxSplit({ images, labels: fourth }, facts),
    "labels has the label 4: expected 0 to 3",
  );
});
