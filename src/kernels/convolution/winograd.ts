import { FLOAT, type Layout } from "../recurrence/section.ts";
import type { Host } from "../wasm/host.ts";
import type { Contraction, Product } from "./engine.ts";
import { type Plane, planeRow } from "./plane.ts";
import type { ConvolutionShape } from "./shape.ts";
import { packFilter } from "./sliding.ts";
import type { Windows } from "./windows.ts";

/** Outputs of a tile along each axis. */
export const WINOGRAD_TILE = 4;

/** Products of a tile. */
const POSITIONS = 36;

/** Taps of a filter. */
const TAPS = 9;

/** Floats between two positions, so that they do not fall onto the same cache lines. */
const GAP = 16;

/** Where the polynomials are interpolated, see assembly/winograd.ts. */
const POINT = 0.75;

/**
 * Fewest tiles of a batch. Below, transformed filters do not pay; and a gradient that is exactly 0, as a
 * sum of few products may be, would come out as rounding noise, of which AdamW makes full steps.
 */
const FEWEST_TILES = 64;

/** Tiles of one image. */
interface Tiles {
  readonly rows: number;
  readonly columns: number;
}

function tilesOf(rows: number, columns: number): Tiles {
  return { rows: Math.ceil(rows / WINOGRAD_TILE), columns: Math.ceil(columns / WINOGRAD_TILE) };
}

const count = ({ rows, columns }: Tiles) => rows * columns;

/** Whether convolution and gradients of a shape are faster in tiles. */
export function usesWinograd(shape: ConvolutionShape): boolean {
  const { filterHeight, filterWidth, rowStride, columnStride, channels, outputs } = shape;
  const tiles = count(tilesOf(shape.outputHeight, shape.outputWidth));
  const plain = TAPS * shape.outputHeight * shape.outputWidth;
  return filterHeight === 3 && filterWidth === 3 && rowStride === 1 && columnStride === 1 &&
    channels % 8 === 0 && outputs % 8 === 0 && shape.xPixel === channels &&
    shape.yPixel === outputs && POSITIONS * tiles <= 0.7 * plain &&
    shape.batch * tiles >= FEWEST_TILES;
}

/** Floats that one image takes as tiles of x and of y. */
export function winogradFloats(shape: ConvolutionShape): number {
  const tiles = count(tilesOf(shape.outputHeight, shape.outputWidth));
  return POSITIONS * tiles * (shape.channels + shape.outputs);
}

/** The product of windows of 3x3 with a filter; both `inner` and `outputs` are multiples of 8. */
export function winogradProduct(
  { kernels, ...host }: Host,
  layout: Layout,
  { plane, windows, slots }: {
    readonly plane: Plane;
    readonly windows: Windows;
    readonly slots: number;
  },
): Product {
  const { rows, columns, filter: { inner, outputs } } = windows;
  const tiles = tilesOf(rows, columns);
  const xPosition = slots * count(tiles) * inner + GAP;
  const yPosition = slots * count(tiles) * outputs + GAP;
  const taps = layout.reserve(2 * TAPS * inner * outputs);
  const filter = layout.reserve(POSITIONS * inner * outputs);
  const values = layout.reserve(POSITIONS * xPosition);
  const products = layout.reserve(POSITIONS * yPosition);
  const lines = layout.reserve(
    Math.max(18 * inner * outputs, 6 * (4 * tiles.columns + 2) * inner, 24 * outputs),
  );
  return {
    readsPlanes: false,
    prepare(memory, address) {
      packFilter({ kernels, ...host }, windows.filter, { from: address, to: memory + taps });
      // Panels of [tap][inner][8] to taps of [panel][inner][8].
      const panel = inner * 8;
      const panels = outputs / 8;
      const between = memory + taps + FLOAT * TAPS * inner * outputs;
      const strides = [0, 0, TAPS * panel, 0, 0, panel] as const;
      for (let tap = 0; tap < TAPS; tap++) {
        const from = memory + taps + FLOAT * tap * panel;
        const to = between + FLOAT * tap * panel * panels;
        kernels.copyMatrices(from, to, 1, 1, panels, panel, ...strides);
      }
      kernels.winogradFilter(between, memory + filter, inner * outputs, memory + lines, POINT);
    },
    take(memory, slot, address) {
      kernels.winogradInput(
        address + FLOAT * windows.start,
        memory + values + FLOAT * slot * count(tiles) * inner,
        ...[tiles.rows, tiles.columns, inner, planeRow(plane), xPosition] as const,
        memory + lines,
        POINT,
      );
    },
    multiply(memory, { count: images, out }) {
      kernels.winogradProducts(
        ...[memory + values, memory + filter, memory + products] as const,
        ...[images * count(tiles), inner, outputs, xPosition, yPosition] as const,
      );
      for (let image = 0; image < images; image++) {
        kernels.winogradOutput(
          memory + products + FLOAT * image * count(tiles) * outputs,
          out + FLOAT * image * rows * columns * outputs,
          ...[rows, columns, outputs, yPosition, memory + lines, POINT] as const,
        );
      }
    },
  };
}

/** The filter gradient of a convolution of 3x3. */
export function winogradContraction(
  { kernels }: Host,
  layout: Layout,
  { shape, x, dy, slots }: {
    readonly shape: ConvolutionShape;
    readonly x: Plane;
    readonly dy: Plane;
    readonly slots: number;
  },
): Contraction {
  const { channels, outputs } = shape;
  const tiles = tilesOf(shape.outputHeight, shape.outputWidth);
  const xPosition = slots * count(tiles) * channels + GAP;
  const yPosition = slots * count(tiles) * outputs + GAP;
  const sums = layout.reserve(POSITIONS * channels * outputs);
  const values = layout.reserve(POSITIONS * xPosition);
  const gradients = layout.reserve(POSITIONS * yPosition);
  const lines = layout.reserve(Math.max(
    18 * channels * outputs,
    6 * (4 * tiles.columns + 2) * channels,
    24 * tiles.columns * outputs,
  ));
  return {
    readsPlanes: false,
    begin: (memory) => kernels.clear(memory + sums, POSITIONS * channels * outputs),
    take(memory, slot, planes) {
      const scratch = [memory + lines, POINT] as const;
      const size = [tiles.rows, tiles.columns] as const;
      const xTiles = memory + values + FLOAT * slot * count(tiles) * channels;
      const dyTiles = memory + gradients + FLOAT * slot * count(tiles) * outputs;
      const dyStart = planes.dy + FLOAT * (dy.top * planeRow(dy) + dy.left * outputs);
      kernels.winogradInput(
        ...[planes.x, xTiles, ...size, channels, planeRow(x), xPosition, ...scratch] as const,
      );
      kernels.winogradGradient(
        ...[dyStart, dyTiles, ...size, outputs, planeRow(dy), yPosition, ...scratch] as const,
      );
    },
    contract(memory, { count: images }) {
      kernels.winogradContractions(
        ...[memory + values, memory + gradients, memory + sums] as const,
        ...[images * count(tiles), channels, outputs, xPosition, yPosition] as const,
      );
    },
    finish(memory, dw) {
      kernels.winogradTaps(memory + sums, dw, channels * outputs, memory + lines, POINT);
    },
  };
}
