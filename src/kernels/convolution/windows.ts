import type { Plane } from "./plane.ts";
import { planeRow } from "./plane.ts";
import type { ConvolutionShape } from "./shape.ts";

/** Where the elements of a filter lie, in floats; see `packFilter`. */
export interface FilterReading {
  readonly start: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly rowStride: number;
  readonly columnStride: number;
  readonly innerStride: number;
  readonly outputStride: number;
  readonly outputs: number;
}

/** Windows that slide over planes, each multiplied with one filter. All numbers are floats. */
export interface Windows {
  readonly rows: number;
  readonly columns: number;
  /** Where in the plane the first window starts. */
  readonly start: number;
  readonly rowStep: number;
  readonly columnStep: number;
  readonly filter: FilterReading;
  /** Where in the result's image the first product goes. */
  readonly outStart: number;
  readonly outRow: number;
  readonly outColumn: number;
}

/** The plane of x that a convolution and its filter gradient slide over. */
export function inputPlane(shape: ConvolutionShape, tile = 1): Plane {
  const { height, width, channels, top, left, rowStride, columnStride } = shape;
  const covered = (outputs: number) => tile * Math.ceil(outputs / tile) - 1;
  const rows = covered(shape.outputHeight) * rowStride + shape.filterHeight;
  const columns = covered(shape.outputWidth) * columnStride + shape.filterWidth;
  return {
    rows: Math.max(rows, top + height),
    columns: Math.max(columns, left + width),
    channels,
    top,
    left,
  };
}

/** The windows of a convolution. */
export function convolutionWindows(shape: ConvolutionShape, plane: Plane): Windows {
  const { filterHeight, filterWidth, channels, yPixel, rowStride, columnStride } = shape;
  const row = planeRow(plane);
  return {
    rows: shape.outputHeight,
    columns: shape.outputWidth,
    start: 0,
    rowStep: rowStride * row,
    columnStep: columnStride * channels,
    filter: {
      start: 0,
      rows: filterHeight,
      columns: filterWidth,
      inner: channels,
      rowStride: filterWidth * channels * yPixel,
      columnStride: channels * yPixel,
      innerStride: yPixel,
      outputStride: 1,
      outputs: shape.outputs,
    },
    outStart: 0,
    outRow: shape.outputWidth * yPixel,
    outColumn: yPixel,
  };
}

/**
 * Along one axis, the inputs at which one phase of the stride arrives: index `stride * q + phase` of the
 * padded input meets only the taps `stride * u + phase`, so that dy[q - u] is all it needs.
 */
interface Phase {
  readonly phase: number;
  readonly taps: number;
  /** The first q whose input lies in the image, and how many there are. */
  readonly first: number;
  readonly count: number;
}

/** One axis of a convolution. */
interface Axis {
  readonly length: number;
  readonly outputs: number;
  readonly taps: number;
  readonly stride: number;
  readonly padding: number;
}

function axesOf(shape: ConvolutionShape): readonly [vertical: Axis, horizontal: Axis] {
  return [{
    length: shape.height,
    outputs: shape.outputHeight,
    taps: shape.filterHeight,
    stride: shape.rowStride,
    padding: shape.top,
  }, {
    length: shape.width,
    outputs: shape.outputWidth,
    taps: shape.filterWidth,
    stride: shape.columnStride,
    padding: shape.left,
  }];
}

function phasesOf({ length, taps, stride, padding }: Axis): Phase[] {
  return Array.from({ length: stride }, (_, phase) => {
    const first = Math.ceil((padding - phase) / stride);
    const last = Math.floor((length - 1 + padding - phase) / stride);
    return {
      phase,
      taps: Math.max(0, Math.ceil((taps - phase) / stride)),
      first,
      count: last - first + 1,
    };
  });
}

/** Gradients of outputs that windows reach before the first one. */
function reach({ taps, stride }: Axis): number {
  return Math.ceil(taps / stride) - 1;
}

/** Rows or columns of the plane of dy. */
function gradientExtent(axis: Axis, tile: number): number {
  const ends = phasesOf(axis).map(({ first, count }) => first + tile * Math.ceil(count / tile));
  return reach(axis) + Math.max(tile * Math.ceil(axis.outputs / tile), ...ends);
}

/** The plane of dy that the input gradient slides over. */
export function gradientPlane(shape: ConvolutionShape, tile = 1): Plane {
  const [vertical, horizontal] = axesOf(shape);
  return {
    rows: gradientExtent(vertical, tile),
    columns: gradientExtent(horizontal, tile),
    channels: shape.outputs,
    top: reach(vertical),
    left: reach(horizontal),
  };
}

/** The plane of dy where only the filter gradient is asked for. */
export function outputPlane(shape: ConvolutionShape, tile = 1): Plane {
  return {
    rows: tile * Math.ceil(shape.outputHeight / tile),
    columns: tile * Math.ceil(shape.outputWidth / tile),
    channels: shape.outputs,
    top: 0,
    left: 0,
  };
}

/**
 * The windows of an input gradient: for each phase of the strides a convolution of dy with part of the
 * filter, turned round, whose outputs are the channels. Phases that meet no tap are left out; what they
 * would give is 0.
 */
export function gradientWindows(shape: ConvolutionShape, plane: Plane): Windows[] {
  const { channels, outputs, filterWidth, xPixel, yPixel, rowStride, columnStride } = shape;
  const [vertical, horizontal] = axesOf(shape);
  const element = channels * yPixel;
  const row = planeRow(plane);
  const exists = ({ taps, count }: Phase) => taps > 0 && count > 0;
  return phasesOf(vertical).filter(exists).flatMap((v) =>
    phasesOf(horizontal).filter(exists).map((h): Windows => {
      const lastRow = rowStride * (v.taps - 1) + v.phase;
      const lastColumn = columnStride * (h.taps - 1) + h.phase;
      const inputRow = rowStride * v.first + v.phase - shape.top;
      const inputColumn = columnStride * h.first + h.phase - shape.left;
      return {
        rows: v.count,
        columns: h.count,
        start: (v.first - v.taps + 1 + plane.top) * row +
          (h.first - h.taps + 1 + plane.left) * outputs,
        rowStep: row,
        columnStep: outputs,
        filter: {
          start: (lastRow * filterWidth + lastColumn) * element,
          rows: v.taps,
          columns: h.taps,
          inner: outputs,
          rowStride: -rowStride * filterWidth * element,
          columnStride: -columnStride * element,
          innerStride: 1,
          outputStride: yPixel,
          outputs: channels,
        },
        outStart: (inputRow * shape.width + inputColumn) * xPixel,
        outRow: rowStride * shape.width * xPixel,
        outColumn: columnStride * xPixel,
      };
    })
  );
}

/** Whether every input meets a tap, so that {@link gradientWindows} write all of the gradient. */
export function coversInput(shape: ConvolutionShape): boolean {
  return axesOf(shape).every((axis) =>
    phasesOf(axis).every(({ taps, count }) => taps > 0 || count <= 0)
  );
}
