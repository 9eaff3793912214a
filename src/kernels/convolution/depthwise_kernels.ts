import * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import { FLOAT } from "../recurrence/section.ts";
import type { Host } from "../wasm/host.ts";

interface DepthwiseAttributes {
  readonly strides: number | [number, number];
  readonly dilations: number | [number, number];
  readonly pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

type Shape4D = [number, number, number, number];

/** The gradients of depthwise convolutions, of which the library has no kernel. */
export function depthwiseKernels(host: Host): readonly WasmKernel[] {
  return [{
    kernelName: "DepthwiseConv2dNativeBackpropInput",
    run: ({ inputs, attrs }) => {
      const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
      const { inputShape, ...attributes } = attrs as unknown as DepthwiseAttributes & {
        readonly inputShape: readonly number[];
      };
      const { batch, xFloats, yFloats, geometry } = geometryOf(
        { x: inputShape, filter: filter.shape, tensors: [dy, filter] },
        attributes,
      );
      const dx = host.output(inputShape);
      const [from, weights, to] = [dy, filter, dx].map(host.address) as [number, number, number];
      host.kernels.clear(to, batch * xFloats);
      for (let image = 0; image < batch; image++) {
        const [dyImage, dxImage] = [from + FLOAT * image * yFloats, to + FLOAT * image * xFloats];
        host.kernels.depthwiseInputGradient(dyImage, weights, dxImage, ...geometry);
      }
      return dx;
    },
  }, {
    kernelName: "DepthwiseConv2dNativeBackpropFilter",
    run: ({ inputs, attrs }) => {
      const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
      const { filterShape, ...attributes } = attrs as unknown as DepthwiseAttributes & {
        readonly filterShape: readonly number[];
      };
      const { batch, xFloats, yFloats, geometry } = geometryOf(
        { x: x.shape, filter: filterShape, tensors: [x, dy] },
        attributes,
      );
      const dw = host.output(filterShape);
      const [from, gradients, to] = [x, dy, dw].map(host.address) as [number, number, number];
      host.kernels.clear(to, tf.util.sizeFromShape([...filterShape]));
      for (let image = 0; image < batch; image++) {
        const xImage = from + FLOAT * image * xFloats;
        const dyImage = gradients + FLOAT * image * yFloats;
        host.kernels.depthwiseFilterGradient(xImage, dyImage, to, ...geometry);
      }
      return dw;
    },
  }];
}

/** Sizes of a depthwise convolution, as the assembly's arguments. */
type Geometry = readonly [
  rows: number,
  columns: number,
  channels: number,
  multiplier: number,
  outRows: number,
  outColumns: number,
  filterRows: number,
  filterColumns: number,
  rowStride: number,
  columnStride: number,
  top: number,
  left: number,
];

/** @throws {RangeError} For a dilation and for other numbers than float32. */
function geometryOf(
  { x, filter, tensors }: {
    readonly x: readonly number[];
    readonly filter: readonly number[];
    readonly tensors: readonly tf.TensorInfo[];
  },
  { strides, dilations, pad, dimRoundingMode }: DepthwiseAttributes,
): {
  readonly batch: number;
  readonly xFloats: number;
  readonly yFloats: number;
  readonly geometry: Geometry;
} {
  const info = tf.backend_util.computeConv2DInfo(
    [...x] as Shape4D,
    [...filter] as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  const dilated = info.dilationHeight !== 1 || info.dilationWidth !== 1;
  if (dilated || tensors.some(({ dtype }) => dtype !== "float32")) {
    throw new RangeError(
      "The gradients of a depthwise convolution are made for float32 without dilation; got " +
        `${tensors.map(({ dtype }) => dtype).join(" and ")}, dilation ${dilations}`,
    );
  }
  return {
    batch: info.batchSize,
    xFloats: info.inHeight * info.inWidth * info.inChannels,
    yFloats: info.outHeight * info.outWidth * info.outChannels,
    geometry: [
      ...[info.inHeight, info.inWidth, info.inChannels] as const,
      info.outChannels / info.inChannels,
      ...[info.outHeight, info.outWidth, info.filterHeight, info.filterWidth] as const,
      ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left] as const,
    ],
  };
}
