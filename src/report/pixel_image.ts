import { encode } from "fast-png";
import type { Activity } from "../spec/mod.ts";

/**
 * An image as a PNG data URI, every pixel enlarged to a whole square: the rasteriser would blur a
 * small image.
 *
 * @param size Pixels that the longer side should reach at least.
 * @throws {RangeError} If the image has neither 1 nor 3 channels.
 */
export function pixelImage(image: Activity["image"], size: number): string {
  const { height, width, channels, pixels } = image;
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`Cannot draw an image of ${channels} channels: 1 or 3 are supported`);
  }
  const scale = Math.max(1, Math.ceil(size / Math.max(height, width)));
  const data = new Uint8Array(height * scale * width * scale * channels);
  for (let y = 0, at = 0; y < height * scale; y++) {
    for (let x = 0; x < width * scale; x++) {
      const source = (Math.floor(y / scale) * width + Math.floor(x / scale)) * channels;
      for (let channel = 0; channel < channels; channel++) {
        data[at++] = pixels[source + channel] ?? 0;
      }
    }
  }
  const png = encode({ width: width * scale, height: height * scale, data, channels, depth: 8 });
  return `data:image/png;base64,${png.toBase64()}`;
}
