import { type KernelMemory, onEachBuild, sumOf } from "../support/kernel_builds.ts";
import { normalValues, valuesOf } from "../support/kernel_values.ts";

interface Sizes {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
}

/** Ragged tiles of 6 x 8, steps of 4, blocks of 256; nothing to contract. */
const SIZES: readonly Sizes[] = [
  { rows: 1, columns: 1, inner: 1 },
  { rows: 6, columns: 8, inner: 4 },
  { rows: 5, columns: 7, inner: 3 },
  { rows: 13, columns: 9, inner: 6 },
  { rows: 7, columns: 33, inner: 0 },
  { rows: 2, columns: 259, inner: 5 },
  { rows: 8, columns: 11, inner: 257 },
  { rows: 19, columns: 270, inner: 517 },
];

const BATCH = 3;

/** Two matrices, each as it is or transposed, and the element of their product. */
function operands({ rows, columns, inner }: Sizes, transposed: { a: boolean; b: boolean }) {
  const a = normalValues(rows * inner, "a");
  const b = normalValues(inner * columns, "b");
  const aStrides = transposed.a ? [1, rows] as const : [inner, 1] as const;
  const bStrides = transposed.b ? [1, inner] as const : [columns, 1] as const;
  const product = (row: number, column: number) =>
    sumOf(
      inner,
      (k) => a[row * aStrides[0] + k * aStrides[1]]! * b[k * bStrides[0] + column * bStrides[1]]!,
    );
  return { a, b, strides: [...aStrides, ...bStrides] as const, product };
}

function multiply(
  memory: KernelMemory,
  sizes: Sizes,
  { a, b, c, strides, bias = 0, accumulate = 0 }: {
    a: number;
    b: number;
    c: number;
    strides: readonly [number, number, number, number];
    bias?: number;
    accumulate?: number;
  },
): void {
  const { kernels } = memory.host;
  const scratch = memory.room(kernels.matMulScratch());
  const { rows, columns, inner } = sizes;
  kernels.matMul(
    ...[a, b, c, rows, columns, inner, ...strides, columns] as const,
    ...[bias, accumulate, scratch] as const,
  );
}

for (const sizes of SIZES) {
  const { rows, columns, inner } = sizes;
  const text = `${rows}x${inner}x${columns}`;
  onEachBuild(`matMul() equals plain loops with every transposition: ${text}`, (memory) => {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const { a, b, strides, product } = operands(sizes, { a: transposeA, b: transposeB });
        const c = memory.room(rows * columns);
        multiply(memory, sizes, { a: memory.put(a), b: memory.put(b), c, strides });
        memory.assertFloats(c, valuesOf([rows, columns], product));
      }
    }
  });

  onEachBuild(`matMul() adds a bias to every row, and to what is there: ${text}`, (memory) => {
    const { a, b, strides, product } = operands(sizes, { a: false, b: true });
    const bias = normalValues(columns, "bias");
    const before = normalValues(rows * columns, "before");
    const c = memory.put(before);
    multiply(memory, sizes, {
      ...{ a: memory.put(a), b: memory.put(b), c, strides },
      ...{ bias: memory.put(bias), accumulate: 1 },
    });
    memory.assertFloats(
      c,
      valuesOf(
        [rows, columns],
        (row, column) => product(row, column) + bias[column]! + before[row * columns + column]!,
      ),
    );
  });

  onEachBuild(`batchMatMul() repeats the operand whose step is 0: ${text}`, (memory) => {
    const a = normalValues(BATCH * rows * inner, "a");
    const b = normalValues(BATCH * inner * columns, "b");
    const { kernels } = memory.host;
    for (const repeated of ["a", "b", "none"]) {
      const aStep = repeated === "a" ? 0 : rows * inner;
      const bStep = repeated === "b" ? 0 : inner * columns;
      const c = memory.room(BATCH * rows * columns);
      kernels.batchMatMul(
        ...[memory.put(a), memory.put(b), c, BATCH, aStep, bStep, rows, columns, inner] as const,
        ...[inner, 1, columns, 1, memory.room(kernels.matMulScratch())] as const,
      );
      memory.assertFloats(
        c,
        valuesOf(
          [BATCH, rows, columns],
          (i, row, column) =>
            sumOf(
              inner,
              (k) => a[i * aStep + row * inner + k]! * b[i * bStep + k * columns + column]!,
            ),
        ),
      );
    }
  });
}

onEachBuild("matMul() hands on NaN and infinities to the rows that have them", (memory) => {
  const sizes = { rows: 7, columns: 9, inner: 5 };
  const { a, b, strides, product } = operands(sizes, { a: false, b: false });
  a[3 * 5 + 2] = NaN;
  a[6 * 5 + 4] = Infinity;
  const c = memory.room(7 * 9);
  multiply(memory, sizes, { a: memory.put(a), b: memory.put(b), c, strides });
  const floats = memory.host.floats(c, 7 * 9);
  const expected = valuesOf([7, 9], product);
  floats.forEach((value, i) => {
    const same = Number.isFinite(expected[i]!)
      ? Math.abs(value - expected[i]!) < 1e-5
      : Object.is(value, expected[i]);
    if (!same) throw new Error(`element ${i} is ${value}, not ${expected[i]}`);
  });
});
