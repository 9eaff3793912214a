import {
  onEachBuild,
  panelsOf,
  randomPanels,
  sumOf,
  type TestPanels,
} from "../support/kernel_builds.ts";

const EPSILON = 1e-5;

/** Widths of one feature, of no multiple of four, and of many. */
const WIDTHS = [1, 2, 7, 64, 131];

/** Mean and `1 / sqrt(variance + epsilon)` of an example. */
function statistics(
  x: TestPanels,
  { rows, panel, example }: {
    readonly rows: number;
    readonly panel: number;
    readonly example: number;
  },
) {
  const mean = sumOf(rows, (row) => x.at(panel, row, example)) / rows;
  const variance = sumOf(rows, (row) => (x.at(panel, row, example) - mean) ** 2) / rows;
  return { mean, inverse: 1 / Math.sqrt(variance + EPSILON) };
}

/** Normal numbers around 3, but all the same in example 5: their variance is 0. */
function unnormal(rows: number): TestPanels {
  const normal = randomPanels({ panels: 3, rows }, "x");
  return panelsOf(
    { panels: 3, rows },
    (panel, row, example) => example === 5 ? 2 : 3 + normal.at(panel, row, example),
  );
}

for (const rows of WIDTHS) {
  onEachBuild(`normaliseRows() has mean 0 and variance 1 over ${rows} rows`, (memory) => {
    const x = unnormal(rows);
    const expected = panelsOf({ panels: 3, rows }, (panel, row, example) => {
      const { mean, inverse } = statistics(x, { rows, panel, example });
      return (x.at(panel, row, example) - mean) * inverse;
    });
    const inverses = Array.from(
      { length: 24 },
      (_, i) => statistics(x, { rows, panel: Math.floor(i / 8), example: i % 8 }).inverse,
    );
    const address = memory.put(x.values);
    const room = memory.room(24);
    memory.host.kernels.normaliseRows(address, room, rows, 3, x.stride, EPSILON);
    memory.assertFloats(address, expected.values);
    memory.assertFloats(room, inverses);
  });

  onEachBuild(`normaliseRowsGradient() is the derivative over ${rows} rows`, (memory) => {
    const x = unnormal(rows);
    const gradient = randomPanels({ panels: 3, rows }, "gradient");
    const place = (panel: number, example: number) => ({ rows, panel, example });
    const normal = panelsOf({ panels: 3, rows }, (panel, row, example) => {
      const { mean, inverse } = statistics(x, place(panel, example));
      return (x.at(panel, row, example) - mean) * inverse;
    });
    // The chain rule through mean and variance, one by one.
    const expected = panelsOf({ panels: 3, rows }, (panel, row, example) => {
      const { mean, inverse } = statistics(x, place(panel, example));
      const centred = (r: number) => x.at(panel, r, example) - mean;
      const toVariance = sumOf(rows, (r) => gradient.at(panel, r, example) * centred(r)) *
        -0.5 * inverse ** 3;
      const toMean = -inverse * sumOf(rows, (r) => gradient.at(panel, r, example));
      return gradient.at(panel, row, example) * inverse + toVariance * 2 * centred(row) / rows +
        toMean / rows;
    });
    const inverses = Array.from(
      { length: 24 },
      (_, i) => statistics(x, place(Math.floor(i / 8), i % 8)).inverse,
    );
    const address = memory.put(gradient.values);
    memory.host.kernels.normaliseRowsGradient(
      address,
      memory.put(normal.values),
      memory.put(inverses),
      rows,
      3,
      gradient.stride,
      normal.stride,
    );
    memory.assertFloats(address, expected.values);
  });
}
