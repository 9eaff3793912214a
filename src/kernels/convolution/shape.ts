/** What is known of a convolution before the first number. Images are NHWC. */
export interface ConvolutionShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Channels that each output sees. */
  readonly channels: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  readonly outputs: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly rowStride: number;
  readonly columnStride: number;
  /** Rows of zeros above the image. */
  readonly top: number;
  /** Columns of zeros left of the image. */
  readonly left: number;
  /** Floats from one pixel of x to the next: `channels`, or more for one of several groups. */
  readonly xPixel: number;
  /** Floats from one pixel of y to the next, and from one element of the filter to the next. */
  readonly yPixel: number;
}

/** The shape of a square convolution with the same stride and padding along both axes. */
export function squareConvolution(
  x: readonly number[],
  filter: readonly number[],
  { stride, padding }: { readonly stride: number; readonly padding: number },
): ConvolutionShape {
  const [batch, height, width, channels] = x as [number, number, number, number];
  const [filterHeight, filterWidth, , outputs] = filter as [number, number, number, number];
  const strided = (length: number, size: number) =>
    Math.floor((length + 2 * padding - size) / stride) + 1;
  return {
    batch,
    height,
    width,
    channels,
    outputHeight: strided(height, filterHeight),
    outputWidth: strided(width, filterWidth),
    outputs,
    filterHeight,
    filterWidth,
    rowStride: stride,
    columnStride: stride,
    top: padding,
    left: padding,
    xPixel: channels,
    yPixel: outputs,
  };
}

/** The shape of y. */
export function outputShape(
  { batch, outputHeight, outputWidth, yPixel }: ConvolutionShape,
): [number, number, number, number] {
  return [batch, outputHeight, outputWidth, yPixel];
}

/** FLOPs of one convolution, two per multiply-add; its gradients take as many each. */
export function convolutionFlops(shape: ConvolutionShape): number {
  const { batch, outputHeight, outputWidth, outputs, filterHeight, filterWidth, channels } = shape;
  return 2 * batch * outputHeight * outputWidth * outputs * filterHeight * filterWidth * channels;
}
