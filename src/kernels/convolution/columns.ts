import { FLOAT, type Layout } from "../recurrence/section.ts";
import type { Host } from "../wasm/host.ts";
import type { Product } from "./engine.ts";
import { type Plane, planeFloats, planeRow } from "./plane.ts";
import type { ConvolutionShape } from "./shape.ts";
import { packFilter } from "./sliding.ts";

/** Most channels that the columns of one tap may have. */
const MOST_CHANNELS = 4;

/**
 * Whether the input gradient of a shape is faster by columns: with few channels, windows that slide over
 * dy would leave most of their 8 outputs empty.
 */
export function usesColumns(shape: ConvolutionShape): boolean {
  const { channels, xPixel, yPixel, outputs, rowStride, columnStride } = shape;
  return channels <= MOST_CHANNELS && shape.filterHeight * shape.filterWidth > 1 &&
    rowStride === 1 && columnStride === 1 && xPixel === channels && yPixel === outputs;
}

/** Rows or columns around the columns that taps reach, with what they give back: nothing. */
function border(
  { length, outputs, taps, padding }: {
    readonly length: number;
    readonly outputs: number;
    readonly taps: number;
    readonly padding: number;
  },
): { readonly before: number; readonly after: number } {
  return {
    before: Math.max(0, taps - 1 - padding),
    after: Math.max(0, length - 1 + padding - (outputs - 1)),
  };
}

/** The input gradient from planes of dy without a border: one product for all taps, whose results are added up. */
export function columnsProduct(
  host: Host,
  layout: Layout,
  { shape, plane }: { readonly shape: ConvolutionShape; readonly plane: Plane },
): Product {
  const { kernels } = host;
  const { channels, outputs, filterHeight, filterWidth, outputHeight, outputWidth } = shape;
  const elements = filterHeight * filterWidth * channels;
  const vertical = border({
    length: shape.height,
    outputs: outputHeight,
    taps: filterHeight,
    padding: shape.top,
  });
  const horizontal = border({
    length: shape.width,
    outputs: outputWidth,
    taps: filterWidth,
    padding: shape.left,
  });
  const row = (horizontal.before + outputWidth + horizontal.after) * elements;
  const floats = (vertical.before + outputHeight + vertical.after) * row;
  const packed = layout.reserve(outputs * 8 * Math.ceil(elements / 8));
  const columns = layout.reserve(floats);
  const place = (i: number, j: number) =>
    FLOAT * ((vertical.before + i) * row + (horizontal.before + j) * elements);
  const filter = {
    ...{ start: 0, rows: 1, columns: 1, inner: outputs, outputs: elements },
    ...{ rowStride: 0, columnStride: 0, innerStride: 1, outputStride: outputs },
  };
  return {
    readsPlanes: true,
    prepare(memory, address) {
      packFilter(host, filter, { from: address, to: memory + packed });
      kernels.clear(memory + columns, floats);
    },
    take() {},
    multiply(memory, { planes, count, out }) {
      for (let image = 0; image < count; image++) {
        kernels.slidingProduct(
          planes + FLOAT * image * planeFloats(plane),
          memory + packed,
          memory + columns + place(0, 0),
          ...[1, outputHeight, outputWidth, 0, planeRow(plane), outputs] as const,
          ...[0, row, elements, 1, outputs, outputs, elements] as const,
        );
        kernels.addColumns(
          memory + columns + place(shape.top, shape.left),
          out + FLOAT * image * shape.height * shape.width * channels,
          ...[shape.height, shape.width, channels, filterHeight, filterWidth, row] as const,
        );
      }
    },
  };
}
