import { FLOAT, type Layout } from "../recurrence/section.ts";
import type { Host } from "../wasm/host.ts";
import { type Plane, planeFloats, planeRow } from "./plane.ts";
import type { Contraction, Product } from "./engine.ts";
import type { ConvolutionShape } from "./shape.ts";
import { convolutionWindows, type FilterReading, type Windows } from "./windows.ts";

/** Floats of a packed filter. */
function packedFloats({ rows, columns, inner, outputs }: FilterReading): number {
  return rows * columns * inner * 8 * Math.ceil(outputs / 8);
}

/** Packs a filter for products. */
export function packFilter(
  { kernels }: Host,
  reading: FilterReading,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const { rows, columns, inner, outputs, rowStride, columnStride, innerStride, outputStride } =
    reading;
  const strides = [rowStride, columnStride, innerStride, outputStride] as const;
  const start = from + FLOAT * reading.start;
  kernels.packFilter(start, to, rows, columns, inner, outputs, ...strides);
}

/**
 * The product of windows with their filters by plain multiplication.
 *
 * @param outImage Floats from one image of the result to the next.
 */
export function slidingProduct(
  host: Host,
  layout: Layout,
  { plane, windows, outImage }: {
    readonly plane: Plane;
    readonly windows: readonly Windows[];
    readonly outImage: number;
  },
): Product {
  const packed = windows.map(({ filter }) => layout.reserve(packedFloats(filter)));
  const row = planeRow(plane);
  return {
    readsPlanes: true,
    prepare(memory, filter) {
      windows.forEach((each, i) =>
        packFilter(host, each.filter, { from: filter, to: memory + packed[i]! })
      );
    },
    take() {},
    multiply(memory, { planes, count, out }) {
      windows.forEach((each, i) => {
        const { rows, columns, filter } = each;
        host.kernels.slidingProduct(
          planes + FLOAT * each.start,
          memory + packed[i]!,
          out + FLOAT * each.outStart,
          ...[count, rows, columns] as const,
          ...[planeFloats(plane), each.rowStep, each.columnStep] as const,
          ...[outImage, each.outRow, each.outColumn] as const,
          ...[filter.rows, filter.columns * filter.inner, row] as const,
          filter.outputs,
        );
      });
    },
  };
}

/** The filter gradient by plain multiplication. */
export function slidingContraction(
  host: Host,
  shape: ConvolutionShape,
  { x, dy }: { readonly x: Plane; readonly dy: Plane },
): Contraction {
  const { rows, columns, rowStep, columnStep, filter } = convolutionWindows(shape, x);
  const { kernels } = host;
  const elements = filter.rows * filter.columns * filter.inner;
  return {
    readsPlanes: true,
    begin(_, dw) {
      // Of one group, whose elements lie between those of others, the caller clears.
      if (shape.yPixel === shape.outputs) kernels.clear(dw, elements * shape.outputs);
    },
    take() {},
    contract(_, { xPlanes, dyPlanes, count, dw }) {
      const axes = [
        [count, planeFloats(x), planeFloats(dy)],
        [rows, rowStep, planeRow(dy)],
        [columns, columnStep, dy.channels],
      ] as const;
      // The innermost loop is the longest; the order does not matter otherwise.
      const [outer, middle, inner] = count > columns ? [axes[1], axes[2], axes[0]] : axes;
      const start = FLOAT * (dy.top * planeRow(dy) + dy.left * dy.channels);
      kernels.slidingContraction(
        ...[xPlanes, dyPlanes + start, dw] as const,
        ...[outer[0], middle[0], inner[0]] as const,
        ...[outer[1], middle[1], inner[1]] as const,
        ...[outer[2], middle[2], inner[2]] as const,
        ...[filter.rows, filter.columns * filter.inner, planeRow(x)] as const,
        ...[shape.outputs, shape.yPixel] as const,
      );
    },
    finish() {},
  };
}
