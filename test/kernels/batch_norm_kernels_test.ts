import { randomFromSeed } from "../../src/random/mod.ts";
import { type KernelMemory, onEachBuild, sumOf } from "../support/kernel_builds.ts";

const CHANNELS = [1, 3, 4, 5, 12, 24, 48, 64];

/** Blocks of 64 rows: less than one, one, and parts of several. */
const ROWS = [1, 7, 64, 150];

/** Normal numbers around `mean` from the test stream `name`. */
function draw(count: number, name: string, mean = 0): Float32Array {
  const random = randomFromSeed(2).split(name);
  return Float32Array.from({ length: count }, () => mean + random.normal());
}

/** One float per channel, with what the kernels may read and write behind the last. */
const vector = (values: Float32Array) => {
  const padded = new Float32Array(Math.ceil(values.length / 4) * 4).fill(NaN);
  padded.set(values);
  return padded;
};

/** Everything that the kernels of one size read. */
function operandsOf(memory: KernelMemory, rows: number, channels: number) {
  // Reading a little beyond the last row is allowed, so that NaN follow.
  const values = {
    x: draw(rows * channels, "x", 3),
    dy: draw(rows * channels, "dy"),
    residual: draw(rows * channels, "residual"),
    means: draw(channels, "means", 3),
    factors: draw(channels, "factors"),
    shifts: draw(channels, "shifts"),
  };
  const { x, dy, residual, means, factors, shifts } = values;
  const vectors = [means, factors, shifts].map((values) => memory.put(vector(values)));
  return {
    values,
    x: memory.put(x),
    dy: memory.put(dy),
    residual: memory.put(residual),
    vectors: vectors as [number, number, number],
    /** Value behind the ReLU, without one, of an element. */
    normal: (i: number, residuals = false) => {
      const c = i % channels;
      return (x[i]! - means[c]!) * factors[c]! + shifts[c]! + (residuals ? residual[i]! : 0);
    },
  };
}

for (const channels of CHANNELS) {
  onEachBuild(`batchStatistics() of ${channels} channels, in one part and in two`, (memory) => {
    const { kernels, floats } = memory.host;
    for (const rows of ROWS) {
      for (const first of [0, Math.floor(rows / 3)]) {
        const x = draw(rows * channels, "x", 3);
        const address = memory.put(x);
        const [means, squares] = [0, 1].map(() => memory.put(vector(new Float32Array(channels))));
        kernels.batchStatistics(address, first, channels, means!, squares!, 0);
        const rest = address + 4 * first * channels;
        kernels.batchStatistics(rest, rows - first, channels, means!, squares!, first);
        const expected = Array.from({ length: channels }, (_, c) => {
          const mean = sumOf(rows, (row) => x[row * channels + c]!) / rows;
          return { mean, square: sumOf(rows, (row) => (x[row * channels + c]! - mean) ** 2) };
        });
        // What lies behind the last channel is of no concern.
        for (const address of [means!, squares!]) {
          floats(address, vector(new Float32Array(channels)).length).fill(NaN, channels);
        }
        const mean = Float32Array.from(expected, ({ mean }) => mean);
        memory.assertFloats(means!, vector(mean));
        memory.assertFloats(squares!, vector(Float32Array.from(expected, ({ square }) => square)));
      }
    }
  });

  onEachBuild(`batchNormalise() of ${channels} channels`, (memory) => {
    for (const rows of ROWS) {
      const operands = operandsOf(memory, rows, channels);
      const { x, residual, vectors } = operands;
      for (const [added, floor] of [[0, -Infinity], [0, 0], [residual, 0]] as const) {
        const y = memory.room(rows * channels);
        memory.host.kernels.batchNormalise(x, y, added, rows, channels, ...vectors, floor);
        const expected = Array.from(
          { length: rows * channels },
          (_, i) => Math.max(floor, operands.normal(i, added !== 0)),
        );
        memory.assertFloats(y, expected);
      }
    }
  });

  onEachBuild(`batchNormSums() of ${channels} channels`, (memory) => {
    const { kernels, floats } = memory.host;
    for (const rows of ROWS) {
      const operands = operandsOf(memory, rows, channels);
      const { x, dy, vectors, values } = operands;
      const size = rows * channels;
      const behind = Float32Array.from({ length: size }, (_, i) => operands.normal(i, true));
      const value = memory.put(behind.map((value) => Math.max(0, value)));
      for (const kind of ["open", "computed", "given"] as const) {
        const dz = kind === "given" ? memory.room(size) : 0;
        const [sums, products] = [0, 1].map(() => memory.put(vector(new Float32Array(channels))));
        kernels.batchNormSums(
          ...[dy, x, kind === "given" ? value : 0, dz, rows, channels, ...vectors] as const,
          ...[kind === "open" ? 0 : 1, sums!, products!] as const,
        );
        const gradient = Array.from(values.dy, (dy, i) => {
          const value = kind === "given" ? behind[i]! : operands.normal(i);
          return kind === "open" || value > 0 ? dy : 0;
        });
        const perChannel = (term: (i: number) => number) =>
          vector(
            Float32Array.from(
              { length: channels },
              (_, c) => sumOf(rows, (row) => term(row * channels + c)),
            ),
          );
        for (const address of [sums!, products!]) {
          floats(address, Math.ceil(channels / 4) * 4).fill(NaN, channels);
        }
        memory.assertFloats(sums!, perChannel((i) => gradient[i]!));
        memory.assertFloats(
          products!,
          perChannel((i) => gradient[i]! * (values.x[i]! - values.means[i % channels]!)),
        );
        if (kind === "given") memory.assertFloats(dz, gradient);
      }
    }
  });

  onEachBuild(`batchNormGradient() of ${channels} channels, into a larger image`, (memory) => {
    const [rows, columns] = [3, 5];
    const operands = operandsOf(memory, rows * columns, channels);
    const { x, dy, vectors, values } = operands;
    const [slopes, offsets] = [draw(channels, "slopes"), draw(channels, "offsets")];
    const given = [slopes, offsets].map((values) => memory.put(vector(values)));
    const outRow = (columns + 2) * channels;
    for (const relu of [0, 1]) {
      const out = memory.room(rows * outRow);
      memory.host.kernels.batchNormGradient(
        ...[dy, x, out, rows, columns, channels, outRow, ...vectors, relu] as const,
        ...given as [number, number],
      );
      const expected = Array.from({ length: rows * outRow }, (_, place) => {
        const [row, rest] = [Math.floor(place / outRow), place % outRow];
        if (rest >= columns * channels) return NaN;
        const i = row * columns * channels + rest;
        const c = i % channels;
        const dz = relu === 0 || operands.normal(i) > 0 ? values.dy[i]! : 0;
        return values.factors[c]! * dz + slopes[c]! * (values.x[i]! - values.means[c]!) +
          offsets[c]!;
      });
      memory.assertFloats(out, expected);
    }
  });
}
