import * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";
import { stockKernel } from "../wasm/stock_kernel.ts";
import { runConvolution, runConvolutionGradient } from "./run_convolution.ts";
import { type ConvolutionShape, outputShape } from "./shape.ts";

/** What the library's convolution kernels have in common. */
interface StockAttributes {
  readonly strides: number | [number, number];
  readonly pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

type Shape4D = [number, number, number, number];

/** The shape of a convolution of the library, or `null` outside of what our kernels are made for. */
export function stockShape(
  x: readonly number[],
  filter: readonly number[],
  { strides, pad, dataFormat, dilations = 1, dimRoundingMode }: StockAttributes,
): ConvolutionShape | null {
  if (dataFormat !== "NHWC") return null;
  const info = tf.backend_util.computeConv2DInfo(
    [...x] as Shape4D,
    [...filter] as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  if (info.dilationHeight !== 1 || info.dilationWidth !== 1) return null;
  if (info.inChannels !== filter[2]) return null;
  if ([...x, ...info.outShape, ...filter].some((size) => size === 0)) return null;
  return {
    batch: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outputHeight: info.outHeight,
    outputWidth: info.outWidth,
    outputs: info.outChannels,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    rowStride: info.strideHeight,
    columnStride: info.strideWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    xPixel: info.inChannels,
    yPixel: info.outChannels,
  };
}

const isFloat = (...tensors: tf.TensorInfo[]) => tensors.every(({ dtype }) => dtype === "float32");

/** The library's convolution and its gradients, of which it has no kernel for the filter's. */
export function stockConvolutionKernels(host: Host): readonly WasmKernel[] {
  const stock = { value: stockKernel("Conv2D"), input: stockKernel("Conv2DBackpropInput") };
  return [{
    kernelName: "Conv2D",
    run: (args) => {
      const { x, filter } = args.inputs as { x: tf.TensorInfo; filter: tf.TensorInfo };
      const shape = isFloat(x, filter)
        ? stockShape(x.shape, filter.shape, args.attrs as unknown as StockAttributes)
        : null;
      if (shape === null) return stock.value(args);
      const y = host.output(outputShape(shape));
      runConvolution(host, { shape }, { x, filter, y });
      return y;
    },
  }, {
    kernelName: "Conv2DBackpropInput",
    run: (args) => {
      const { dy, filter } = args.inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
      const { inputShape, ...attributes } = args.attrs as unknown as StockAttributes & {
        readonly inputShape: readonly number[];
      };
      const shape = isFloat(dy, filter) ? stockShape(inputShape, filter.shape, attributes) : null;
      if (shape === null) return stock.input(args);
      const dx = host.output(inputShape);
      runConvolutionGradient(host, { shape }, { dy, x: null, filter, dx, dw: null });
      return dx;
    },
  }, {
    kernelName: "Conv2DBackpropFilter",
    run: ({ inputs, attrs }) => {
      const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
      const { filterShape, ...attributes } = attrs as unknown as StockAttributes & {
        readonly filterShape: readonly number[];
      };
      const shape = isFloat(x, dy) ? stockShape(x.shape, filterShape, attributes) : null;
      if (shape === null) {
        throw new RangeError(
          "The filter gradient of a convolution is made for NHWC images of float32 that are not " +
            `empty, without dilation; got ${x.dtype} [${x.shape}] in ${attributes.dataFormat}`,
        );
      }
      const dw = host.output(filterShape);
      runConvolutionGradient(host, { shape }, { dy, x, filter: null, dx: null, dw });
      return dw;
    },
  }];
}
