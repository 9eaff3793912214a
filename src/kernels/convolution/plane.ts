import type { Host } from "../wasm/host.ts";

/** An image with zeros around it, so that windows need not ask where its edges are. */
export interface Plane {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  /** Where the image begins. */
  readonly top: number;
  readonly left: number;
}

/** An image in a tensor. */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Floats from one pixel to the next. */
  readonly pixel: number;
}

/** Floats of a plane. */
export function planeFloats({ rows, columns, channels }: Plane): number {
  return rows * columns * channels;
}

/** Floats from one row of a plane to the next. */
export function planeRow({ columns, channels }: Plane): number {
  return columns * channels;
}

/** Floats from the start of a plane to its image. */
export function imageStart({ top, left, ...plane }: Plane): number {
  return (top * plane.columns + left) * plane.channels;
}

/** Whether a plane is nothing but its image, which can then be read where it is. */
export function isImage(plane: Plane, { height, width, channels, pixel }: Image): boolean {
  return plane.rows === height && plane.columns === width && plane.top === 0 &&
    plane.left === 0 && pixel === channels;
}

/** Copies an image to where it lies in a plane, from its first element on. */
export function fillPlane(
  { kernels }: Host,
  plane: Plane,
  image: Image,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const { height, width, channels, pixel } = image;
  const row = planeRow(plane);
  if (pixel === channels) {
    const line = width * channels;
    kernels.copyMatrices(from, to, 1, 1, height, line, 0, 0, line, 0, 0, row);
  } else {
    const rows = [width * pixel, pixel, 0, row, channels] as const;
    kernels.copyMatrices(from, to, 1, height, width, channels, 0, ...rows);
  }
}
