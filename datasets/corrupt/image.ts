import type { Random } from "../../src/random/mod.ts";
import type { Strength } from "../../src/spec/mod.ts";

/** Extent of an image. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** What a corruption is given besides the pixels. */
export interface CorruptionSetting {
  readonly shape: ImageShape;
  readonly strength: Strength;
  /**
   * The example's own stream, the same at every strength: a stronger corruption is more of the same
   * rather than another draw, so that strengths are compared on equal terms.
   */
  readonly random: Random;
}

/**
 * A corruption: new pixels from pixels, `[height, width, channels]`, row-major, 0 to 255. Lengths
 * are parts of the smaller side, so that a strength means the same for images of any size.
 */
export type Corrupt = (pixels: Uint8Array, setting: CorruptionSetting) => Uint8Array;

/** The smaller side, in pixels. */
export function sideOf({ height, width }: ImageShape): number {
  return Math.min(height, width);
}

/** A real number as a pixel. Rounds half up, and cuts off what lies outside 0 to 255. */
export function toPixel(value: number): number {
  return Math.min(255, Math.max(0, Math.floor(value + 0.5)));
}
