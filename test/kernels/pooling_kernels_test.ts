import { randomFromSeed } from "../../src/random/mod.ts";
import { type KernelMemory, onEachBuild } from "../support/kernel_builds.ts";

/** Windows over one image. */
const CASES = [
  { rows: 1, columns: 1, channels: 1, window: [1, 1], stride: [1, 1], padding: [0, 0] },
  { rows: 7, columns: 6, channels: 5, window: [3, 3], stride: [2, 2], padding: [1, 1] },
  { rows: 8, columns: 5, channels: 12, window: [2, 2], stride: [2, 2], padding: [0, 0] },
  { rows: 5, columns: 9, channels: 3, window: [3, 2], stride: [1, 3], padding: [1, 0] },
  { rows: 4, columns: 4, channels: 64, window: [3, 3], stride: [1, 1], padding: [2, 2] },
] as const;

type Case = typeof CASES[number];

const draw = (count: number, name: string) => {
  const random = randomFromSeed(4).split(name);
  return Float32Array.from({ length: count }, () => random.normal());
};

/** Pixels of x that every window sees, by pixel of y. */
function windowsOf({ rows, columns, window, stride, padding }: Case) {
  const pooled = (length: number, axis: 0 | 1) =>
    Math.floor((length + 2 * padding[axis] - window[axis]) / stride[axis]) + 1;
  const [outRows, outColumns] = [pooled(rows, 0), pooled(columns, 1)];
  const seen = Array.from({ length: outRows * outColumns }, (_, pixel) => {
    const top = Math.floor(pixel / outColumns) * stride[0] - padding[0];
    const left = pixel % outColumns * stride[1] - padding[1];
    const pixels: number[] = [];
    for (let row = Math.max(0, top); row < Math.min(rows, top + window[0]); row++) {
      for (let column = Math.max(0, left); column < Math.min(columns, left + window[1]); column++) {
        pixels.push(row * columns + column);
      }
    }
    return pixels;
  });
  return { seen, outRows, outColumns };
}

/** Sizes as the kernels take them. */
function sizesOf({ rows, columns, channels, ...each }: Case, outRows: number, outColumns: number) {
  const [window, stride, padding] = [each.window, each.stride, each.padding];
  return [
    ...[rows, columns, channels, outRows, outColumns] as const,
    ...[window[0], window[1], stride[0], stride[1], padding[0], padding[1]] as const,
  ] as const;
}

for (const each of CASES) {
  const { channels, rows, columns } = each;
  const label = `${rows}x${columns}x${channels} by ${each.window}`;

  onEachBuild(`maxPoolImage() and its gradient of ${label}`, (memory: KernelMemory) => {
    const { kernels, integers } = memory.host;
    const { seen, outRows, outColumns } = windowsOf(each);
    const size = seen.length * channels;
    // Few different numbers, so that some maxima are there twice: the first one counts.
    const x = draw(rows * columns * channels, "x").map((value) => Math.round(2 * value));
    const dy = draw(size, "dy");
    const [y, places] = [memory.room(size), memory.room(size)];
    kernels.maxPoolImage(memory.put(x), y, places, ...sizesOf(each, outRows, outColumns));
    const dx = new Float64Array(x.length);
    const maxima = new Float32Array(size);
    seen.forEach((pixels, out) => {
      for (let c = 0; c < channels; c++) {
        const best = pixels.reduce((best, pixel) =>
          x[pixel * channels + c]! > x[best * channels + c]! ? pixel : best
        );
        maxima[out * channels + c] = x[best * channels + c]!;
        dx[best * channels + c]! += dy[out * channels + c]!;
      }
    });
    memory.assertFloats(y, maxima, 0);
    const from = memory.putIntegers(integers(places, size));
    const to = memory.put(new Float32Array(x.length));
    kernels.maxPoolImageGradient(memory.put(dy), from, to, seen.length, channels);
    memory.assertFloats(to, dx);
  });

  onEachBuild(`averagePoolImageGradient() of ${label}`, (memory: KernelMemory) => {
    const { seen, outRows, outColumns } = windowsOf(each);
    const dy = draw(seen.length * channels, "dy");
    const dx = new Float64Array(rows * columns * channels);
    seen.forEach((pixels, out) => {
      for (const pixel of pixels) {
        for (let c = 0; c < channels; c++) {
          dx[pixel * channels + c]! += dy[out * channels + c]! / pixels.length;
        }
      }
    });
    const to = memory.put(new Float32Array(dx.length));
    memory.host.kernels.averagePoolImageGradient(
      memory.put(dy),
      to,
      ...sizesOf(each, outRows, outColumns),
    );
    memory.assertFloats(to, dx);
  });
}
