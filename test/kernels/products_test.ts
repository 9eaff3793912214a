import {
  contract,
  multiply,
  packedFloats,
  sumRows,
} from "../../src/kernels/recurrence/products.ts";
import { assertThrows } from "@std/assert";
import {
  onEachBuild,
  panelsOf,
  randomPanels,
  sumOf,
  type TestPanels,
} from "../support/kernel_builds.ts";

/** Few panels of some ticks, and more than one contraction takes: of ticks, and of one tick. */
const SIZES = [
  { ticks: 2, panels: 3, rowCount: 5, columnCount: 7 },
  { ticks: 11, panels: 5, rowCount: 301, columnCount: 131 },
  { ticks: 1, panels: 59, rowCount: 300, columnCount: 130 },
  { ticks: 1, panels: 1, rowCount: 1, columnCount: 1 },
];

/** Rows of ticks that follow each other. */
function ticked({ stride }: TestPanels, address: number, panels: number) {
  return { address, panelStride: stride, rowStride: 8, tickStride: panels * stride };
}

for (const { ticks, panels, rowCount, columnCount } of SIZES) {
  const text = `${ticks} ticks of ${panels} panels, ${rowCount} by ${columnCount}`;
  const count = ticks * panels;
  const rows = randomPanels({ panels: count, rows: rowCount }, "rows");
  const columns = randomPanels({ panels: count, rows: columnCount }, "columns");
  const outStride = columnCount + 2;
  const products = Float64Array.from({ length: rowCount * columnCount }, (_, place) => {
    const [row, column] = [Math.floor(place / columnCount), place % columnCount];
    return sumOf(8 * count, (i) => {
      const [panel, example] = [Math.floor(i / 8), i % 8];
      return rows.at(panel, row, example) * columns.at(panel, column, example);
    });
  });

  for (const accumulate of [false, true]) {
    onEachBuild(
      `contract() ${accumulate ? "adds" : "writes"} products: ${text}`,
      ({ host, ...memory }) => {
        const before = new Float32Array(rowCount * outStride).fill(NaN);
        for (let row = 0; row < rowCount; row++) {
          before.fill(accumulate ? 3 : NaN, row * outStride, row * outStride + columnCount);
        }
        const expected = before.map((value, place) => {
          const [row, column] = [Math.floor(place / outStride), place % outStride];
          if (column >= columnCount) return NaN;
          return (accumulate ? value : 0) + products[row * columnCount + column]!;
        });
        const out = memory.put(before);
        contract(host, {
          ticks,
          panels,
          rows: ticked(rows, memory.put(rows.values), panels),
          rowCount,
          columns: ticked(columns, memory.put(columns.values), panels),
          columnCount,
          out,
          outStride,
          accumulate,
        });
        memory.assertFloats(out, expected);
      },
    );

    onEachBuild(
      `sumRows() ${accumulate ? "adds" : "writes"} sums: ${text}`,
      ({ host, ...memory }) => {
        const expected = Array.from({ length: rowCount }, (_, row) =>
          (accumulate ? 3 : 0) +
          sumOf(8 * count, (i) => rows.at(Math.floor(i / 8), row, i % 8)));
        const out = memory.put(new Float32Array(rowCount).fill(accumulate ? 3 : NaN));
        const from = ticked(rows, memory.put(rows.values), panels);
        sumRows(host, { ticks, panels, rows: from, rowCount, out, accumulate });
        memory.assertFloats(out, expected);
      },
    );
  }
}

for (const accumulate of [false, true]) {
  onEachBuild(
    `multiply() ${accumulate ? "adds" : "writes"} a product with panels`,
    ({ host, ...memory }) => {
      const [rows, inner, panels] = [7, 5, 3];
      const matrix = randomPanels({ panels: 1, rows: rows * inner }, "matrix").values
        .subarray(0, rows * inner);
      const from = randomPanels({ panels, rows: inner }, "from");
      const before = randomPanels({ panels, rows }, "before");
      const expected = panelsOf(
        { panels, rows },
        (panel, row, example) =>
          (accumulate ? before.at(panel, row, example) : 0) +
          sumOf(inner, (k) => matrix[row * inner + k]! * from.at(panel, k, example)),
      );
      const packed = memory.room(packedFloats(rows, inner));
      host.kernels.packLeft(memory.put(matrix), packed, rows, inner, inner, 1);
      const to = memory.put(before.values);
      multiply(host, {
        matrix: packed,
        rows,
        inner,
        from: ticked(from, memory.put(from.values), panels),
        to: ticked(before, to, panels),
        panels,
        bias: 0,
        accumulate,
      });
      memory.assertFloats(to, expected.values);
    },
  );
}

onEachBuild("multiply() refuses rows that are apart", ({ host }) => {
  const apart = { address: 0, panelStride: 48, rowStride: 16 };
  const product = { matrix: 0, rows: 1, inner: 1, panels: 1, bias: 0 };
  const refused = () => multiply(host, { ...product, from: apart, to: { ...apart, rowStride: 8 } });
  assertThrows(refused, RangeError, "must be 8 floats apart, not 16");
});
