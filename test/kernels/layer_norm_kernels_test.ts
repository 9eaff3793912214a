import {
  assertLanes,
  onEachBuild,
  panelsOf,
  randomPanels,
  sumOf,
  type TestPanels,
} from "../support/kernel_builds.ts";
import { normalValues } from "../support/kernel_values.ts";

const PANELS = 3;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

for (const rows of [1, 2, 7, 64]) {
  const size = { panels: PANELS, rows };
  const normal = randomPanels(size, "normal");
  const [scale, shift] = [normalValues(rows, "scale"), normalValues(rows, "shift")];
  const affine = (panel: number, row: number, example: number) =>
    normal.at(panel, row, example) * scale[row]! + shift[row]!;

  onEachBuild(`scaleAndShiftRows() maps ${rows} rows to rows that are apart`, (memory) => {
    // Every second row of panels that have twice as many.
    const expected = panelsOf(
      { panels: PANELS, rows: 2 * rows },
      (panel, row, example) => row % 2 === 0 ? affine(panel, row / 2, example) : NaN,
    );
    const out = memory.room(expected.values.length);
    memory.host.kernels.scaleAndShiftRows(
      ...[memory.put(normal.values), out, memory.put(scale), memory.put(shift)] as const,
      ...[rows, PANELS, normal.stride, expected.stride, 16] as const,
    );
    memory.assertFloats(out, expected.values, 1e-6);
  });

  onEachBuild(`siluRows() has values and slopes of ${rows} rows`, (memory) => {
    const silu = panelsOf(size, (...place) => affine(...place) * sigmoid(affine(...place)));
    const slope = panelsOf(size, (...place) => {
      const [x, open] = [affine(...place), sigmoid(affine(...place))];
      return open * (1 + x * (1 - open));
    });
    const [slopes, out] = [memory.room(slope.values.length), memory.room(silu.values.length)];
    memory.host.kernels.siluRows(
      ...[memory.put(normal.values), slopes, out, memory.put(scale), memory.put(shift)] as const,
      ...[rows, PANELS, normal.stride, slope.stride, silu.stride] as const,
    );
    memory.assertFloats(out, silu.values, 1e-6);
    memory.assertFloats(slopes, slope.values, 1e-6);
  });

  onEachBuild(`multiplyPanelRows() multiplies ${rows} rows in place`, (memory) => {
    const y = randomPanels(size, "y");
    const expected = panelsOf(size, (...place) => normal.at(...place) * y.at(...place));
    const [x, by] = [memory.put(normal.values), memory.put(y.values)];
    memory.host.kernels.multiplyPanelRows(
      ...[x, by, x, rows, PANELS, normal.stride, y.stride, normal.stride] as const,
    );
    memory.assertFloats(x, expected.values, 1e-7);
  });

  // In place of what was normalised, and of the gradient.
  for (const place of ["normal", "gradient"] as const) {
    onEachBuild(
      `layerNormGradient() is the derivative over ${rows} rows, to ${place}`,
      (memory) => {
        const dy = randomPanels(size, "dy");
        const inverses = Float32Array.from({ length: 8 * PANELS }, (_, i) => 0.5 + 0.1 * i);
        const expected = derivative({ rows, dy, normal, scale, inverses });
        const [gradient, from] = [memory.put(dy.values), memory.put(normal.values)];
        const to = place === "normal" ? from : gradient;
        const ones = () => memory.put(new Float32Array(4 * rows).fill(1));
        const [scaleSums, shiftSums] = [ones(), ones()];
        memory.host.kernels.layerNormGradient(
          ...[gradient, from, memory.put(inverses), memory.put(scale), to, scaleSums] as const,
          ...[shiftSums, rows, PANELS, dy.stride, 8, normal.stride, normal.stride] as const,
        );
        memory.assertFloats(to, expected.values);
        const sums = (factor: (panel: number, row: number, example: number) => number) =>
          Array.from({ length: rows }, (_, row) =>
            4 + sumOf(PANELS * 8, (i) => {
              const [panel, example] = [Math.floor(i / 8), i % 8];
              return dy.at(panel, row, example) * factor(panel, row, example);
            }));
        assertLanes(memory, scaleSums, sums(normal.at));
        assertLanes(memory, shiftSums, sums(() => 1));
      },
    );
  }
}

/** `inverse * (g - mean(g) - normal * mean(g * normal))` with `g = dy * scale`. */
function derivative({ rows, dy, normal, scale, inverses }: {
  readonly rows: number;
  readonly dy: TestPanels;
  readonly normal: TestPanels;
  readonly scale: Float32Array;
  readonly inverses: Float32Array;
}): TestPanels {
  return panelsOf({ panels: PANELS, rows }, (panel, row, example) => {
    const g = (i: number) => dy.at(panel, i, example) * scale[i]!;
    const mean = sumOf(rows, g) / rows;
    const slope = sumOf(rows, (i) => g(i) * normal.at(panel, i, example)) / rows;
    return inverses[panel * 8 + example]! *
      (g(row) - mean - normal.at(panel, row, example) * slope);
  });
}
