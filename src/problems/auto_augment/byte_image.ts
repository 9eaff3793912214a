/** An image as stored, before any normalisation. */
export interface ByteImage {
  /** `[height, width, channels]`, row-major, 0 to 255. */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: number;
}
