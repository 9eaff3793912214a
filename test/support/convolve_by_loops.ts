import type { ConvolutionShape } from "../../src/kernels/convolution/shape.ts";

/** Calls `visit` for every product that a convolution adds up; indices are those of whole tensors. */
export function eachProduct(
  shape: ConvolutionShape,
  visit: (x: number, filter: number, y: number) => void,
): void {
  const { batch, height, width, channels, outputs, xPixel, yPixel } = shape;
  for (let image = 0; image < batch; image++) {
    for (let i = 0; i < shape.outputHeight; i++) {
      for (let j = 0; j < shape.outputWidth; j++) {
        for (let u = 0; u < shape.filterHeight; u++) {
          for (let v = 0; v < shape.filterWidth; v++) {
            const row = i * shape.rowStride + u - shape.top;
            const column = j * shape.columnStride + v - shape.left;
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            const x = ((image * height + row) * width + column) * xPixel;
            const filter = (u * shape.filterWidth + v) * channels * yPixel;
            const y = ((image * shape.outputHeight + i) * shape.outputWidth + j) * yPixel;
            for (let c = 0; c < channels; c++) {
              for (let o = 0; o < outputs; o++) visit(x + c, filter + c * yPixel + o, y + o);
            }
          }
        }
      }
    }
  }
}

/** A convolution and its gradients in double precision. */
export function convolveByLoops(
  shape: ConvolutionShape,
  { x, filter, dy }: {
    readonly x: ArrayLike<number>;
    readonly filter: ArrayLike<number>;
    readonly dy: ArrayLike<number>;
  },
): { readonly y: Float64Array; readonly dx: Float64Array; readonly dw: Float64Array } {
  const y = new Float64Array(dy.length);
  const dx = new Float64Array(x.length);
  const dw = new Float64Array(filter.length);
  eachProduct(shape, (xIndex, filterIndex, yIndex) => {
    y[yIndex]! += x[xIndex]! * filter[filterIndex]!;
    dx[xIndex]! += dy[yIndex]! * filter[filterIndex]!;
    dw[filterIndex]! += x[xIndex]! * dy[yIndex]!;
  });
  return { y, dx, dw };
}
