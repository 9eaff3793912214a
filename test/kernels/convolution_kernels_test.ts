import { assertEquals } from "@std/assert";
import {
  planConvolution,
  planConvolutionGradient,
} from "../../src/kernels/convolution/plan_convolution.ts";
import { type ConvolutionShape, squareConvolution } from "../../src/kernels/convolution/shape.ts";
import { usesWinograd } from "../../src/kernels/convolution/winograd.ts";
import { createLayout } from "../../src/kernels/recurrence/section.ts";
import { randomFromSeed } from "../../src/random/mod.ts";
import { convolveByLoops } from "../support/convolve_by_loops.ts";
import { type KernelMemory, onEachBuild } from "../support/kernel_builds.ts";

/** A square convolution. */
interface Case {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outputs: number;
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

const CASES: readonly Case[] = [
  // One channel, one output, one pixel.
  { batch: 1, height: 1, width: 1, channels: 1, outputs: 1, size: 1, stride: 1, padding: 0 },
  { batch: 2, height: 1, width: 3, channels: 5, outputs: 3, size: 3, stride: 1, padding: 1 },
  // Few channels, as of the image itself.
  { batch: 3, height: 9, width: 7, channels: 1, outputs: 12, size: 5, stride: 2, padding: 2 },
  { batch: 2, height: 8, width: 9, channels: 3, outputs: 64, size: 3, stride: 1, padding: 1 },
  // Layers of the backbones.
  { batch: 2, height: 14, width: 14, channels: 12, outputs: 24, size: 5, stride: 2, padding: 2 },
  { batch: 9, height: 7, width: 7, channels: 24, outputs: 48, size: 3, stride: 2, padding: 1 },
  { batch: 9, height: 2, width: 2, channels: 48, outputs: 48, size: 3, stride: 2, padding: 1 },
  { batch: 2, height: 6, width: 6, channels: 8, outputs: 16, size: 1, stride: 2, padding: 0 },
  { batch: 2, height: 5, width: 6, channels: 13, outputs: 9, size: 1, stride: 1, padding: 0 },
  // Odd sizes, strides that leave pixels over, wide borders.
  { batch: 2, height: 11, width: 8, channels: 5, outputs: 5, size: 5, stride: 3, padding: 3 },
  { batch: 2, height: 7, width: 10, channels: 3, outputs: 12, size: 3, stride: 3, padding: 0 },
  { batch: 2, height: 5, width: 5, channels: 4, outputs: 3, size: 2, stride: 3, padding: 0 },
  { batch: 1, height: 4, width: 5, channels: 6, outputs: 7, size: 3, stride: 1, padding: 3 },
  { batch: 1, height: 6, width: 5, channels: 2, outputs: 10, size: 4, stride: 2, padding: 2 },
  // Input gradients by columns.
  { batch: 2, height: 5, width: 7, channels: 1, outputs: 12, size: 3, stride: 1, padding: 0 },
  { batch: 2, height: 6, width: 4, channels: 4, outputs: 9, size: 5, stride: 1, padding: 3 },
  { batch: 1, height: 4, width: 5, channels: 2, outputs: 8, size: 2, stride: 1, padding: 1 },
  { batch: 1, height: 5, width: 4, channels: 3, outputs: 6, size: 3, stride: 1, padding: 3 },
  // Tiles, whole and cut off, one group of images and several.
  { batch: 4, height: 16, width: 16, channels: 8, outputs: 24, size: 3, stride: 1, padding: 1 },
  { batch: 17, height: 7, width: 5, channels: 16, outputs: 8, size: 3, stride: 1, padding: 1 },
  { batch: 7, height: 13, width: 14, channels: 64, outputs: 48, size: 3, stride: 1, padding: 1 },
  { batch: 16, height: 10, width: 9, channels: 8, outputs: 8, size: 3, stride: 1, padding: 0 },
  { batch: 16, height: 6, width: 7, channels: 8, outputs: 8, size: 3, stride: 1, padding: 2 },
];

/** Rounding in float32, relative to the largest element: of plain sums, and twice that in tiles. */
const toleranceOf = (shape: ConvolutionShape) => usesWinograd(shape) ? 4e-6 : 2e-6;

const shapeOf = ({ batch, height, width, channels, outputs, size, ...geometry }: Case) =>
  squareConvolution([batch, height, width, channels], [size, size, channels, outputs], geometry);

/** Normal numbers from a test stream; every third x is 0, as behind a ReLU. */
function operandsOf(shape: ConvolutionShape): {
  readonly x: Float32Array;
  readonly filter: Float32Array;
  readonly dy: Float32Array;
} {
  const random = randomFromSeed(1).split("convolution");
  const draw = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  const { batch, height, width, filterHeight, filterWidth, channels, xPixel, yPixel } = shape;
  return {
    x: draw(batch * height * width * xPixel).map((value, i) => i % 3 === 0 ? 0 : value),
    filter: draw(filterHeight * filterWidth * channels * yPixel),
    dy: draw(batch * shape.outputHeight * shape.outputWidth * yPixel),
  };
}

for (const each of CASES) {
  const { batch, height, width, channels, outputs, size, stride, padding } = each;
  const label = `${batch} of ${height}x${width}x${channels}, ${outputs} of ${size}x${size}, ` +
    `stride ${stride}, padding ${padding}`;

  onEachBuild(`planConvolution() equals plain loops: ${label}`, ({ host, ...memory }) => {
    const shape = shapeOf(each);
    const operands = operandsOf(shape);
    const expected = convolveByLoops(shape, operands);
    const [x, filter] = [memory.put(operands.x), memory.put(operands.filter)];
    const y = memory.room(expected.y.length);
    const layout = createLayout();
    const run = planConvolution(host, layout, shape);
    const seen: number[] = [];
    host.scratch(layout.floats(), (block) => {
      // Whatever lay there before.
      host.floats(block, layout.floats()).fill(NaN);
      run(block, { x, filter, y }, (first, count) => seen.push(first, count));
    });
    memory.assertFloats(y, expected.y, toleranceOf(shape));
    assertEquals(seen.filter((_, i) => i % 2 === 1).reduce((a, b) => a + b, 0), batch);
    assertEquals(seen[0], 0);
  });

  onEachBuild(`planConvolutionGradient() equals plain loops: ${label}`, (memory) => {
    const shape = shapeOf(each);
    const operands = operandsOf(shape);
    const expected = convolveByLoops(shape, operands);
    for (const wanted of [{ input: true, filter: true }, { input: false, filter: true }]) {
      const { dx, dw } = gradients(memory, shape, { operands, wanted });
      if (dx !== null) memory.assertFloats(dx, expected.dx, toleranceOf(shape));
      memory.assertFloats(dw!, expected.dw, toleranceOf(shape));
    }
    const { dx } = gradients(memory, shape, {
      operands,
      wanted: { input: true, filter: false },
    });
    memory.assertFloats(dx!, expected.dx, toleranceOf(shape));
  });
}

/** Addresses of the gradients that are wanted. */
function gradients(
  { host, ...memory }: KernelMemory,
  shape: ConvolutionShape,
  { operands, wanted }: {
    readonly operands: ReturnType<typeof operandsOf>;
    readonly wanted: { readonly input: boolean; readonly filter: boolean };
  },
): { readonly dx: number | null; readonly dw: number | null } {
  const [x, filter, dy] = [operands.x, operands.filter, operands.dy].map(memory.put) as [
    number,
    number,
    number,
  ];
  const dx = wanted.input ? memory.room(operands.x.length) : null;
  const dw = wanted.filter ? memory.room(operands.filter.length) : null;
  const layout = createLayout();
  const run = planConvolutionGradient(host, layout, shape, {
    source: { kind: "tensor", address: () => dy },
    wanted,
  });
  host.scratch(layout.floats(), (block) => {
    host.floats(block, layout.floats()).fill(NaN);
    run(block, { x, filter, dx, dw });
  });
  return { dx, dw };
}

onEachBuild("a group of channels leaves those of others alone", ({ host, ...memory }) => {
  const whole = squareConvolution([2, 5, 6, 6], [3, 3, 3, 10], { stride: 1, padding: 1 });
  const shape = { ...whole, channels: 3, outputs: 5 };
  const operands = operandsOf(shape);
  const { y } = convolveByLoops(shape, operands);
  const layout = createLayout();
  const run = planConvolution(host, layout, shape);
  const to = memory.room(y.length);
  const [x, filter] = [memory.put(operands.x), memory.put(operands.filter)];
  host.scratch(layout.floats(), (block) => run(block, { x, filter, y: to }));
  memory.assertFloats(to, y.map((value, i) => i % 10 < 5 ? value : NaN));
});

Deno.test("tiles are used for wide convolutions of 3x3 alone", () => {
  const tiled = (change: Partial<Case>) =>
    usesWinograd(shapeOf({
      batch: 32,
      ...{ height: 16, width: 16, channels: 64, outputs: 64, size: 3, stride: 1, padding: 1 },
      ...change,
    }));
  assertEquals(tiled({}), true);
  assertEquals(tiled({ channels: 12 }), false);
  assertEquals(tiled({ outputs: 12 }), false);
  assertEquals(tiled({ stride: 2 }), false);
  assertEquals(tiled({ size: 5 }), false);
  // A tile of 4x4 for 2x2 outputs saves nothing.
  assertEquals(tiled({ height: 2, width: 2 }), false);
});
