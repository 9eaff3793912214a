import type { ByteImage } from "./byte_image.ts";
import { mapValues } from "./tables.ts";

/**
 * `factor` (float32) of the way from a plainer value to the real one, in float32 as the source
 * computes it, cut to a byte: factor 0 is the plainer value, 1 the real one, above 1 exaggerates.
 */
function blend(plain: number, value: number, factor: number): number {
  const mixed = Math.fround(plain + Math.fround(factor * (value - plain)));
  return mixed <= 0 ? 0 : mixed >= 255 ? 255 : Math.trunc(mixed);
}

/** Brightness of every pixel, `[height * width]` (ITU-R 601-2 in 16-bit fixed point). */
function luminance({ pixels, channels }: ByteImage): Uint8Array {
  if (channels === 1) return pixels;
  const result = new Uint8Array(pixels.length / channels);
  for (let i = 0, at = 0; i < result.length; i++, at += channels) {
    const sum = 19595 * pixels[at]! + 38470 * pixels[at + 1]! + 7471 * pixels[at + 2]!;
    result[i] = (sum + 0x8000) >> 16;
  }
  return result;
}

/** Away from black, or towards it for a factor below 1. */
export function adjustBrightness(image: ByteImage, factor: number): Uint8Array {
  const strength = Math.fround(factor);
  return mapValues(image, (value) => blend(0, value, strength));
}

/** Away from the mean grey of the image, or towards it. */
export function adjustContrast(image: ByteImage, factor: number): Uint8Array {
  const strength = Math.fround(factor);
  const grey = luminance(image);
  const mean = Math.floor(grey.reduce((sum, value) => sum + value, 0) / grey.length + 0.5);
  return mapValues(image, (value) => blend(mean, value, strength));
}

/** Away from the grey of each pixel, or towards it; a grey image stays. */
export function adjustColor(image: ByteImage, factor: number): Uint8Array {
  const { pixels, channels } = image;
  const strength = Math.fround(factor);
  const grey = luminance(image);
  const result = new Uint8Array(pixels.length);
  for (let pixel = 0, at = 0; pixel < grey.length; pixel++) {
    for (let channel = 0; channel < channels; channel++, at++) {
      result[at] = blend(grey[pixel]!, pixels[at]!, strength);
    }
  }
  return result;
}

/**
 * Away from a smoothed image, or towards it: each pixel with weight 5, its eight neighbours with
 * weight 1. The outermost pixels stay.
 */
export function adjustSharpness(image: ByteImage, factor: number): Uint8Array {
  const { pixels, height, width, channels } = image;
  const strength = Math.fround(factor);
  const result = pixels.slice();
  const stride = width * channels;
  for (let row = 1; row < height - 1; row++) {
    for (let at = row * stride + channels; at < (row + 1) * stride - channels; at++) {
      let sum = 4 * pixels[at]!;
      for (let line = at - stride; line <= at + stride; line += stride) {
        sum += pixels[line - channels]! + pixels[line]! + pixels[line + channels]!;
      }
      result[at] = blend(Math.floor(sum / 13 + 0.5), pixels[at]!, strength);
    }
  }
  return result;
}
