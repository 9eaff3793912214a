import * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import { FLOAT } from "../recurrence/section.ts";
import type { Host } from "../wasm/host.ts";
import { stockKernel } from "../wasm/stock_kernel.ts";

/** Windows over one image, as the assembly's arguments. */
type Windows = readonly [
  rows: number,
  columns: number,
  channels: number,
  outRows: number,
  outColumns: number,
  windowRows: number,
  windowColumns: number,
  rowStride: number,
  columnStride: number,
  top: number,
  left: number,
];

/** Floats of one image of x and of y. */
function imageFloats(windows: Windows): { readonly x: number; readonly y: number } {
  const [rows, columns, channels, outRows, outColumns] = windows;
  return { x: rows * columns * channels, y: outRows * outColumns * channels };
}

interface StockAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: Parameters<typeof tf.backend_util.computePool2DInfo>[4];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** The windows of a pooling of the library. */
function stockWindows(
  x: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: StockAttributes,
): Windows {
  const info = tf.backend_util.computePool2DInfo(
    [...x] as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return [
    ...[info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth] as const,
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth] as const,
    ...[info.padInfo.top, info.padInfo.left] as const,
  ];
}

/**
 * The library's pooling gradients. Its own one of the maximum gives the gradient of a window without a
 * positive value to the first element of the window, wherever the maximum is.
 */
export function stockPoolingKernels(host: Host): readonly WasmKernel[] {
  const stock = { max: stockKernel("MaxPoolGrad"), average: stockKernel("AvgPoolGrad") };
  const canPool = (...tensors: tf.TensorInfo[]) =>
    tensors.every(({ dtype, shape }) =>
      dtype === "float32" && shape.length === 4 && shape.every((size) => size > 0)
    );
  return [{
    kernelName: "MaxPoolGrad",
    run: (args) => {
      const { dy, input } = args.inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
      if (!canPool(dy, input)) return stock.max(args);
      const windows = stockWindows(input.shape, args.attrs as unknown as StockAttributes);
      const floats = imageFloats(windows);
      const dx = host.output(input.shape);
      const [from, x, to] = [host.address(dy), host.address(input), host.address(dx)];
      host.kernels.clear(to, tf.util.sizeFromShape(input.shape));
      host.scratch(2 * floats.y, (memory) => {
        const places = memory + FLOAT * floats.y;
        for (let image = 0; image < input.shape[0]!; image++) {
          const [xOffset, yOffset] = [FLOAT * image * floats.x, FLOAT * image * floats.y];
          host.kernels.maxPoolImage(x + xOffset, memory, places, ...windows);
          const pixels = windows[3] * windows[4];
          host.kernels.maxPoolImageGradient(
            ...[from + yOffset, places, to + xOffset, pixels, windows[2]] as const,
          );
        }
      });
      return dx;
    },
  }, {
    kernelName: "AvgPoolGrad",
    run: (args) => {
      const { dy, input } = args.inputs as { dy: tf.TensorInfo; input: tf.TensorInfo };
      if (!canPool(dy, input)) return stock.average(args);
      const windows = stockWindows(input.shape, args.attrs as unknown as StockAttributes);
      const floats = imageFloats(windows);
      const dx = host.output(input.shape);
      const [from, to] = [host.address(dy), host.address(dx)];
      host.kernels.clear(to, tf.util.sizeFromShape(input.shape));
      for (let image = 0; image < input.shape[0]!; image++) {
        const [xOffset, yOffset] = [FLOAT * image * floats.x, FLOAT * image * floats.y];
        host.kernels.averagePoolImageGradient(from + yOffset, to + xOffset, ...windows);
      }
      return dx;
    },
  }];
}
