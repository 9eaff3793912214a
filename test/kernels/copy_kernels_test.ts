import { onEachBuild } from "../support/kernel_builds.ts";
import { normalValues } from "../support/kernel_values.ts";

/** Rows below and above the width that the engine copies; blocks of 4 and 16, and what is left. */
const SHAPES = [
  { outer: 1, middle: 1, rows: 1, columns: 1 },
  { outer: 2, middle: 3, rows: 5, columns: 7 },
  { outer: 1, middle: 2, rows: 16, columns: 4 },
  { outer: 3, middle: 1, rows: 37, columns: 9 },
  { outer: 1, middle: 2, rows: 3, columns: 65 },
  { outer: 2, middle: 2, rows: 18, columns: 70 },
];

for (const { outer, middle, rows, columns } of SHAPES) {
  const text = `${outer} x ${middle} x ${rows} x ${columns}`;
  const gap = 3;
  const stride = columns + gap;
  const matrix = rows * stride + 1;
  const x = normalValues(outer * middle * matrix, "x");
  const each = (
    visit: (from: number, index: { i: number; j: number; row: number; column: number }) => void,
  ) => {
    for (let i = 0; i < outer; i++) {
      for (let j = 0; j < middle; j++) {
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < columns; column++) {
            const from = (i * middle + j) * matrix + row * stride + column;
            visit(from, { i, j, row, column });
          }
        }
      }
    }
  };

  onEachBuild(`copyMatrices() copies rows from and to other strides: ${text}`, (memory) => {
    const toStride = columns + 2;
    const count = outer * middle * rows * toStride;
    const expected = new Float32Array(count).fill(NaN);
    // The middle axis comes first.
    each((from, { i, j, row, column }) => {
      expected[((j * outer + i) * rows + row) * toStride + column] = x[from]!;
    });
    const out = memory.room(count);
    memory.host.kernels.copyMatrices(
      ...[memory.put(x), out, outer, middle, rows, columns] as const,
      ...[middle * matrix, matrix, stride] as const,
      ...[rows * toStride, outer * rows * toStride, toStride] as const,
    );
    memory.assertFloats(out, expected, 0);
  });

  onEachBuild(`transposeMatrices() exchanges rows and columns: ${text}`, (memory) => {
    const toStride = rows + 1;
    const count = outer * middle * columns * toStride;
    const expected = new Float32Array(count).fill(NaN);
    each((from, { i, j, row, column }) => {
      expected[((i * middle + j) * columns + column) * toStride + row] = x[from]!;
    });
    const out = memory.room(count);
    memory.host.kernels.transposeMatrices(
      ...[memory.put(x), out, outer, middle, rows, columns] as const,
      ...[middle * matrix, matrix, stride] as const,
      ...[middle * columns * toStride, columns * toStride, toStride] as const,
    );
    memory.assertFloats(out, expected, 0);
  });
}
