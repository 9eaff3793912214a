import { assert, assertEquals } from "@std/assert";
import { onEachBuild, sumOf } from "../support/kernel_builds.ts";
import { normalValues, valuesOf } from "../support/kernel_values.ts";

const EPSILON = 1e-5;

const SIZES = [
  { rows: 1, columns: 1 },
  { rows: 3, columns: 5 },
  { rows: 130, columns: 8 },
  { rows: 67, columns: 13 },
  { rows: 2, columns: 64 },
];

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

for (const { rows, columns } of SIZES) {
  const text = `${rows} x ${columns}`;
  const shape = [rows, columns];
  const x = normalValues(rows * columns, "x").map((value) => 3 + 2 * value);
  const dy = normalValues(rows * columns, "dy");
  const scale = normalValues(columns, "scale");
  const shift = normalValues(columns, "shift");
  const mean = (of: (column: number) => number) => sumOf(columns, of) / columns;
  const means = valuesOf([rows], (row) => mean((i) => x[row * columns + i]!));
  const inverses = valuesOf([rows], (row) => {
    const variance = mean((i) => (x[row * columns + i]! - means[row]!) ** 2);
    return 1 / Math.sqrt(variance + EPSILON);
  });
  const normal = (row: number, i: number) => (x[row * columns + i]! - means[row]!) * inverses[row]!;

  onEachBuild(`layerNormRows() normalises rows, and its gradients are exact: ${text}`, (memory) => {
    const { kernels } = memory.host;
    const [out, statistics] = [memory.room(rows * columns), memory.room(2 * rows)];
    const [xAt, scaleAt] = [memory.put(x), memory.put(scale)];
    kernels.layerNormRows(
      ...[xAt, scaleAt, memory.put(shift), out, statistics, rows, columns, EPSILON] as const,
    );
    memory.assertFloats(
      out,
      valuesOf(shape, (row, i) => normal(row, i) * scale[i]! + shift[i]!),
    );
    memory.assertFloats(
      statistics,
      valuesOf([rows, 2], (row, what) => (what === 0 ? means : inverses)[row]!),
    );
    const gradients = [rows * columns, columns, columns].map(memory.room) as [
      number,
      number,
      number,
    ];
    const scratch = memory.room(2 * columns);
    kernels.layerNormRowsGradient(
      ...[memory.put(dy), xAt, statistics, scaleAt, ...gradients, rows, columns, scratch] as const,
    );
    const d = (row: number, i: number) => dy[row * columns + i]!;
    memory.assertFloats(
      gradients[0],
      valuesOf(shape, (row, i) => {
        const scaled = (i: number) => d(row, i) * scale[i]!;
        const slope = mean((i) => scaled(i) * normal(row, i));
        return (scaled(i) - mean(scaled) - normal(row, i) * slope) * inverses[row]!;
      }),
    );
    memory.assertFloats(
      gradients[1],
      valuesOf([columns], (i) => sumOf(rows, (row) => d(row, i) * normal(row, i))),
    );
    memory.assertFloats(gradients[2], valuesOf([columns], (i) => sumOf(rows, (row) => d(row, i))));
  });

  onEachBuild(`channelAffine() scales and shifts channels: ${text}`, (memory) => {
    const { kernels } = memory.host;
    for (const shifted of [true, false]) {
      const out = memory.room(rows * columns);
      const shiftAt = shifted ? memory.put(shift) : 0;
      kernels.channelAffine(
        ...[memory.put(x), memory.put(scale), shiftAt, out, rows, columns] as const,
      );
      memory.assertFloats(
        out,
        valuesOf(
          shape,
          (row, i) => x[row * columns + i]! * scale[i]! + (shifted ? shift[i]! : 0),
        ),
      );
    }
  });

  onEachBuild(`glu() gates halves, and its gradient is exact: ${text}`, (memory) => {
    const { kernels } = memory.host;
    const both = normalValues(2 * rows * columns, "both").map((value) => 4 * value);
    const value = (row: number, i: number) => both[2 * row * columns + i]!;
    const gate = (row: number, i: number) => sigmoid(both[(2 * row + 1) * columns + i]!);
    const [out, open] = [memory.room(rows * columns), memory.room(rows * columns)];
    kernels.glu(memory.put(both), out, open, rows, columns);
    memory.assertFloats(out, valuesOf(shape, (row, i) => value(row, i) * gate(row, i)));
    memory.assertFloats(open, valuesOf(shape, gate));
    const dx = memory.room(2 * rows * columns);
    kernels.gluGradient(memory.put(dy), out, open, dx, rows, columns);
    memory.assertFloats(
      dx,
      valuesOf([rows, 2, columns], (row, half, i) => {
        const open = gate(row, i);
        return dy[row * columns + i]! * (half === 0 ? open : value(row, i) * open * (1 - open));
      }),
    );
  });

  onEachBuild(`silu() and its gradient are exact: ${text}`, (memory) => {
    const { kernels } = memory.host;
    const count = rows * columns;
    const [out, open, dx] = [count, count, count].map(memory.room) as [number, number, number];
    kernels.silu(memory.put(x), out, open, count);
    memory.assertFloats(out, x.map((value) => value * sigmoid(value)));
    kernels.siluGradient(memory.put(dy), out, open, dx, count);
    memory.assertFloats(
      dx,
      Array.from(x, (value, i) => {
        const open = sigmoid(value);
        return dy[i]! * (open + value * open * (1 - open));
      }),
    );
  });
}

for (const size of [1, 2, 3]) {
  onEachBuild(`a row with a NaN is NaN after layerNormRows(), no other: ${size}`, (memory) => {
    const columns = 4 * size + 1;
    const x = normalValues(3 * columns, "x");
    x[columns + 2] = NaN;
    const ones = new Float32Array(columns).fill(1);
    const [out, statistics] = [memory.room(3 * columns), memory.room(6)];
    const at = memory.put(ones);
    memory.host.kernels.layerNormRows(
      ...[memory.put(x), at, at, out, statistics, 3, columns, EPSILON] as const,
    );
    const nan = Array.from(memory.host.floats(out, 3 * columns), Number.isNaN);
    assertEquals(nan, Array.from(nan, (_, i) => Math.floor(i / columns) === 1));
  });
}

onEachBuild("gates of NaN are NaN, and those of infinities closed or open", (memory) => {
  const { host } = memory;
  for (const gate of [NaN, Infinity, -Infinity, 200, -200]) {
    for (const count of [1, 4]) {
      const x = memory.put([...new Array(count).fill(2), ...new Array(count).fill(gate)]);
      const [out, open] = [memory.room(count), memory.room(count)];
      host.kernels.glu(x, out, open, 1, count);
      for (const value of host.floats(out, count)) {
        const expected = 2 * sigmoid(gate);
        // A closed gate lets 1.6e-38 through.
        const close = Number.isNaN(gate)
          ? Number.isNaN(value)
          : Math.abs(value - expected) < 1e-37 || value === expected;
        assert(close, `glu of 2 and ${gate} is ${value}`);
      }
    }
  }
});
