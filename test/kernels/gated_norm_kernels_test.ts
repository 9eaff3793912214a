import {
  assertLanes,
  onEachBuild,
  panelsOf,
  randomPanels,
  sumOf,
} from "../support/kernel_builds.ts";
import { normalValues } from "../support/kernel_values.ts";

const PANELS = 3;
const EPSILON = 1e-5;

/** Floats from one row of the result to the next: histories lie between them. */
const ROW_STRIDE = 24;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Everything about one width: a gated linear unit and what its normalisation has to do. */
function gatedNormOf(rows: number) {
  const gated = randomPanels({ panels: PANELS, rows: 2 * rows }, "gated");
  const [scale, shift] = [normalValues(rows, "scale"), normalValues(rows, "shift")];
  const open = (panel: number, row: number, example: number) =>
    sigmoid(gated.at(panel, rows + row, example));
  const passed = (panel: number, row: number, example: number) =>
    gated.at(panel, row, example) * open(panel, row, example);
  const opened = panelsOf(
    { panels: PANELS, rows: 2 * rows },
    (panel, row, example) =>
      row < rows ? gated.at(panel, row, example) : open(panel, row - rows, example),
  );
  return { gated, scale, shift, open, passed, opened };
}

/** Rows that are `ROW_STRIDE` floats apart, with NaN between them. */
function apart(rows: number, make: (panel: number, row: number, example: number) => number) {
  const stride = rows * ROW_STRIDE + 8;
  const values = new Float32Array(PANELS * stride).fill(NaN);
  for (let panel = 0; panel < PANELS; panel++) {
    for (let row = 0; row < rows; row++) {
      for (let example = 0; example < 8; example++) {
        values[panel * stride + row * ROW_STRIDE + example] = make(panel, row, example);
      }
    }
  }
  return { values, stride };
}

for (const rows of [1, 2, 7, 64]) {
  const { gated, scale, shift, open, passed, opened } = gatedNormOf(rows);

  onEachBuild(`gatedNorm() normalises ${rows} rows behind their gates`, (memory) => {
    const momentsOf = (panel: number, example: number) => {
      const mean = sumOf(rows, (row) => passed(panel, row, example)) / rows;
      const variance = sumOf(rows, (row) => (passed(panel, row, example) - mean) ** 2) / rows;
      return { mean, inverse: 1 / Math.sqrt(variance + EPSILON) };
    };
    const moments = Array.from({ length: PANELS * 16 }, (_, i) => {
      const { mean, inverse } = momentsOf(Math.floor(i / 16), i % 8);
      return i % 16 < 8 ? mean : inverse;
    });
    const expected = apart(rows, (panel, row, example) => {
      const { mean, inverse } = momentsOf(panel, example);
      return (passed(panel, row, example) - mean) * inverse * scale[row]! + shift[row]!;
    });
    const through = memory.put(gated.values);
    const [statistics, out] = [memory.room(moments.length), memory.room(expected.values.length)];
    memory.host.kernels.gatedNorm(
      ...[through, statistics, out, memory.put(scale), memory.put(shift), rows, PANELS] as const,
      ...[gated.stride, expected.stride, ROW_STRIDE, EPSILON] as const,
    );
    memory.assertFloats(through, opened.values);
    // Of one row, what is left after subtracting the mean is nothing but rounding errors.
    const tolerance = rows === 1 ? 1e-4 : 5e-6;
    memory.assertFloats(statistics, moments, tolerance);
    memory.assertFloats(out, expected.values, tolerance);
  });

  onEachBuild(`gatedNormGradient() is the derivative over ${rows} rows`, (memory) => {
    // Any mean and inverse deviation will do.
    const moments = Float32Array.from({ length: PANELS * 16 }, (_, i) => 0.3 + 0.02 * i);
    const inverse = (panel: number, example: number) => moments[panel * 16 + 8 + example]!;
    const normal = (panel: number, row: number, example: number) =>
      (passed(panel, row, example) - moments[panel * 16 + example]!) * inverse(panel, example);
    const dy = randomPanels({ panels: PANELS, rows }, "dy");
    const scaled = (panel: number, row: number, example: number) =>
      dy.at(panel, row, example) * scale[row]!;
    const toPassed = (panel: number, row: number, example: number) => {
      const of = (i: number) => [panel, i, example] as const;
      const mean = sumOf(rows, (i) => scaled(...of(i))) / rows;
      const slope = sumOf(rows, (i) => scaled(...of(i)) * normal(...of(i))) / rows;
      return inverse(panel, example) * (scaled(...of(row)) - mean - normal(...of(row)) * slope);
    };
    const expected = panelsOf({ panels: PANELS, rows: 2 * rows }, (panel, row, example) => {
      const place = [panel, row % rows, example] as const;
      const toValue = toPassed(...place) * open(...place);
      return row < rows ? toValue : toPassed(...place) * passed(...place) * (1 - open(...place));
    });
    const gradients = apart(rows, dy.at);
    const through = memory.put(opened.values);
    const ones = () => memory.put(new Float32Array(4 * rows).fill(1));
    const [scaleSums, shiftSums] = [ones(), ones()];
    memory.host.kernels.gatedNormGradient(
      ...[through, memory.put(moments), memory.put(gradients.values), memory.put(scale)] as const,
      ...[scaleSums, shiftSums, rows, PANELS, opened.stride, gradients.stride, ROW_STRIDE] as const,
    );
    memory.assertFloats(through, expected.values);
    const sums = (factor: (panel: number, row: number, example: number) => number) =>
      Array.from({ length: rows }, (_, row) =>
        4 + sumOf(PANELS * 8, (i) => {
          const [panel, example] = [Math.floor(i / 8), i % 8];
          return dy.at(panel, row, example) * factor(panel, row, example);
        }));
    assertLanes(memory, scaleSums, sums(normal));
    assertLanes(memory, shiftSums, sums(() => 1));
  });
}
