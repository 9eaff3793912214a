import { FLOAT, type Layout } from "../recurrence/section.ts";
import type { Host } from "../wasm/host.ts";
import { columnsProduct, usesColumns } from "./columns.ts";
import type { Contraction, Product } from "./engine.ts";
import { type Image, type Plane, planeFloats } from "./plane.ts";
import { type Planes, tensorPlanes, writtenPlanes } from "./planes.ts";
import type { ConvolutionShape } from "./shape.ts";
import { slidingContraction, slidingProduct } from "./sliding.ts";
import {
  usesWinograd,
  WINOGRAD_TILE,
  winogradContraction,
  winogradFloats,
  winogradProduct,
} from "./winograd.ts";
import {
  convolutionWindows,
  coversInput,
  gradientPlane,
  gradientWindows,
  inputPlane,
  outputPlane,
} from "./windows.ts";

/** Floats of the planes of a group: they stay in the second cache. */
const PLANES = 2 ** 16;

/** Floats of the transformed images of a group, which leave it anyway. */
const TILES = 2 ** 18;

/** Called behind each group of images while their results are in the cache. */
type Visit = (first: number, count: number) => void;

/** Runs a planned convolution on addresses, with a block of memory that has the layout's size. */
export type RunConvolution = (
  memory: number,
  addresses: { readonly x: number; readonly filter: number; readonly y: number },
  visit?: Visit,
) => void;

/** How many images of a shape are processed at once. */
function slotsOf(shape: ConvolutionShape, planes: readonly Plane[]): number {
  const slots = usesWinograd(shape)
    ? Math.round(TILES / winogradFloats(shape))
    : Math.floor(PLANES / Math.max(...planes.map(planeFloats)));
  return Math.min(shape.batch, Math.max(1, slots));
}

function inputImage({ height, width, channels, xPixel }: ConvolutionShape): Image {
  return { height, width, channels, pixel: xPixel };
}

function outputImage(
  { outputHeight, outputWidth, outputs, yPixel }: ConvolutionShape,
): Image {
  return { height: outputHeight, width: outputWidth, channels: outputs, pixel: yPixel };
}

/** Calls `visit` for all images, group by group. */
function eachGroup(batch: number, slots: number, visit: Visit): void {
  for (let first = 0; first < batch; first += slots) {
    visit(first, Math.min(slots, batch - first));
  }
}

/** Plans a convolution; its memory is reserved in `layout`. */
export function planConvolution(
  host: Host,
  layout: Layout,
  shape: ConvolutionShape,
): RunConvolution {
  const tiled = usesWinograd(shape);
  const plane = inputPlane(shape, tiled ? WINOGRAD_TILE : 1);
  const slots = slotsOf(shape, [plane]);
  const windows = convolutionWindows(shape, plane);
  const outImage = shape.outputHeight * shape.outputWidth * shape.yPixel;
  const product = tiled
    ? winogradProduct(host, layout, { plane, windows, slots })
    : slidingProduct(host, layout, { plane, windows: [windows], outImage });
  let x = 0;
  const planes = tensorPlanes(host, layout, { plane, slots, kept: product.readsPlanes }, {
    image: inputImage(shape),
    address: () => x,
  });
  return (memory, addresses, visit = () => {}) => {
    x = addresses.x;
    product.prepare(memory, addresses.filter);
    planes.begin(memory);
    eachGroup(shape.batch, slots, (first, count) => {
      for (let slot = 0; slot < count; slot++) {
        product.take(memory, slot, planes.write(memory, first + slot, slot));
      }
      const out = addresses.y + FLOAT * first * outImage;
      product.multiply(memory, { planes: planes.start(memory, first), count, out });
      visit(first, count);
    });
  };
}

/** Addresses of the gradients of a convolution. */
export interface GradientAddresses {
  readonly x: number;
  readonly filter: number;
  /** `null` if the gradient is not asked for. */
  readonly dx: number | null;
  readonly dw: number | null;
}

/** Where the gradients of outputs come from. */
export type GradientSource =
  /** A tensor. */
  | { readonly kind: "tensor"; readonly address: () => number }
  /** A function that writes one image, rows `row` floats apart. */
  | {
    readonly kind: "written";
    readonly write: (image: number, to: { address: number; row: number }) => void;
  };

/** Plans the gradients that are asked for; their memory is reserved in `layout`. */
export function planConvolutionGradient(
  host: Host,
  layout: Layout,
  shape: ConvolutionShape,
  { source, wanted }: {
    readonly source: GradientSource;
    readonly wanted: { readonly input: boolean; readonly filter: boolean };
  },
): (memory: number, addresses: GradientAddresses) => void {
  const tiled = usesWinograd(shape);
  const tile = tiled ? WINOGRAD_TILE : 1;
  const xPlane = inputPlane(shape, tile);
  const byColumns = usesColumns(shape);
  const dyPlane = wanted.input && !byColumns
    ? gradientPlane(shape, tile)
    : outputPlane(shape, tile);
  const slots = slotsOf(shape, [xPlane, dyPlane]);
  const xImage = shape.height * shape.width * shape.xPixel;
  const product = wanted.input ? inputProduct() : null;
  const contraction = wanted.filter ? filterContraction() : null;
  const kept = [product, contraction].some((part) => part?.readsPlanes);
  let x = 0;
  const xPlanes = tensorPlanes(host, layout, { plane: xPlane, slots, kept }, {
    image: inputImage(shape),
    address: () => x,
  });
  const dyPlanes = gradientPlanes();
  return (memory, { filter, dx, dw, ...addresses }) => {
    x = addresses.x;
    if (product !== null) product.prepare(memory, filter);
    if (dx !== null && !coversInput(shape)) host.kernels.clear(dx, shape.batch * xImage);
    if (contraction !== null) contraction.begin(memory, dw!);
    dyPlanes.begin(memory);
    if (contraction !== null) xPlanes.begin(memory);
    eachGroup(shape.batch, slots, (first, count) => {
      for (let slot = 0; slot < count; slot++) {
        const dyAddress = dyPlanes.write(memory, first + slot, slot);
        product?.take(memory, slot, dyAddress);
        if (contraction === null) continue;
        const xAddress = xPlanes.write(memory, first + slot, slot);
        contraction.take(memory, slot, { x: xAddress, dy: dyAddress });
      }
      const dyStart = dyPlanes.start(memory, first);
      product?.multiply(memory, {
        planes: dyStart,
        count,
        out: dx! + FLOAT * first * xImage,
      });
      contraction?.contract(memory, {
        xPlanes: xPlanes.start(memory, first),
        dyPlanes: dyStart,
        count,
        dw: dw!,
      });
    });
    contraction?.finish(memory, dw!);
  };

  function inputProduct(): Product {
    if (byColumns) return columnsProduct(host, layout, { shape, plane: dyPlane });
    const windows = gradientWindows(shape, dyPlane);
    return tiled
      ? winogradProduct(host, layout, { plane: dyPlane, windows: windows[0]!, slots })
      : slidingProduct(host, layout, { plane: dyPlane, windows, outImage: xImage });
  }

  function filterContraction(): Contraction {
    return tiled
      ? winogradContraction(host, layout, { shape, x: xPlane, dy: dyPlane, slots })
      : slidingContraction(host, shape, { x: xPlane, dy: dyPlane });
  }

  function gradientPlanes(): Planes {
    const options = { plane: dyPlane, slots, kept };
    if (source.kind === "tensor") {
      const { address } = source;
      return tensorPlanes(host, layout, options, { image: outputImage(shape), address });
    }
    const row = dyPlane.columns * dyPlane.channels;
    return writtenPlanes(
      host,
      layout,
      options,
      (image, address) => source.write(image, { address, row }),
    );
  }
}
