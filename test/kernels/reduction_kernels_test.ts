import { assertEquals } from "@std/assert";
import { onEachBuild, sumOf } from "../support/kernel_builds.ts";
import { normalValues, valuesOf } from "../support/kernel_values.ts";

/** Rows and columns that fill no vector, no group of 8 or 16 rows, no part of a long run. */
const SIZES = [
  { outer: 1, count: 1, inner: 1 },
  { outer: 3, count: 5, inner: 1 },
  { outer: 2, count: 16, inner: 1 },
  { outer: 1, count: 9001, inner: 1 },
  { outer: 1, count: 7, inner: 3 },
  { outer: 2, count: 37, inner: 5 },
  { outer: 1, count: 500, inner: 16 },
  { outer: 1, count: 129, inner: 17 },
  { outer: 4, count: 8, inner: 64 },
  { outer: 1, count: 1, inner: 6 },
];

for (const { outer, count, inner } of SIZES) {
  onEachBuild(`sumMiddle() adds up ${outer} x [${count}] x ${inner}`, (memory) => {
    const { kernels } = memory.host;
    const x = normalValues(outer * count * inner, "x");
    const sum = (i: number, j: number) => sumOf(count, (k) => x[(i * count + k) * inner + j]!);
    for (const divisor of [1, count]) {
      const out = memory.room(outer * inner);
      const scratch = memory.room(kernels.sumMiddleScratch());
      kernels.sumMiddle(memory.put(x), out, outer, count, inner, divisor, scratch);
      memory.assertFloats(out, valuesOf([outer, inner], (i, j) => sum(i, j) / divisor));
    }
  });
}

onEachBuild("sumMiddle() keeps the precision of long columns", (memory) => {
  const { kernels } = memory.host;
  const [count, inner] = [40_000, 20];
  const x = normalValues(count * inner, "x").map((value) => 1 + 0.01 * value);
  const out = memory.room(inner);
  kernels.sumMiddle(memory.put(x), out, 1, count, inner, 1, memory.room(256));
  memory.assertFloats(
    out,
    valuesOf([inner], (j) => sumOf(count, (k) => x[k * inner + j]!)),
    5e-6,
  );
});

onEachBuild("sumMiddle() hands on NaN and infinities to their own sums", (memory) => {
  const x = new Float32Array(30).fill(1);
  x[3] = NaN;
  x[11] = Infinity;
  x[14] = -Infinity;
  const out = memory.room(3);
  memory.host.kernels.sumMiddle(memory.put(x), out, 1, 10, 3, 1, memory.room(256));
  // Columns 0 (NaN), 1 (1 and 9 ones), 2 (both infinities).
  assertEquals([...memory.host.floats(out, 3)], [NaN, 10, NaN]);
});

for (const columns of [1, 3, 8, 13]) {
  onEachBuild(`segmentSum() adds rows of ${columns} with the same label`, (memory) => {
    const labels = [2, 0, 2, 7, -1, 2, 4];
    const x = normalValues(labels.length * columns, "x");
    const out = memory.room(5 * columns);
    memory.host.kernels.segmentSum(
      ...[memory.put(x), memory.putIntegers(labels), out, labels.length, columns, 5] as const,
    );
    memory.assertFloats(
      out,
      valuesOf(
        [5, columns],
        (segment, column) =>
          sumOf(labels.length, (row) => labels[row] === segment ? x[row * columns + column]! : 0),
      ),
    );
  });
}

onEachBuild("norms() are those of each tensor, and of all", (memory) => {
  const { host } = memory;
  const tensors = [1, 7, 8, 1030, 0, 4099].map((size) => normalValues(size, `norm ${size}`));
  const count = tensors.length;
  const addresses = memory.putIntegers(tensors.map((values) => memory.put(values)));
  const sizes = memory.putIntegers(tensors.map(({ length }) => length));
  const out = memory.room(count + 1);
  host.kernels.norms(addresses, sizes, out, count);
  const squares = tensors.map((values) => sumOf(values.length, (i) => values[i]! ** 2));
  const all = Math.sqrt(sumOf(count, (i) => squares[i]!));
  memory.assertFloats(out, [...squares.map(Math.sqrt), all], 1e-7);
});
