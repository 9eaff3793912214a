import type { Random } from "../random/mod.ts";

/** Largest shift of an image, in pixels, as in the usual padded random crop. */
const LARGEST_SHIFT = 4;

/** The shape of one image. */
interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Moves each image by up to 4 pixels along both axes, zeros (the mean colour of normalised images)
 * entering at the edge, and mirrors every second one on average; in place.
 *
 * @param images `[batch, height, width, channels]`, normalised.
 * @param random The augmentation stream of the seed, shared by all models; three draws an image.
 */
export function shiftFlip(
  images: Float32Array,
  { shape, random }: { readonly shape: ImageShape; readonly random: Random },
): void {
  const size = shape.height * shape.width * shape.channels;
  for (let start = 0; start < images.length; start += size) {
    const down = random.integer(2 * LARGEST_SHIFT + 1) - LARGEST_SHIFT;
    const right = random.integer(2 * LARGEST_SHIFT + 1) - LARGEST_SHIFT;
    const mirror = random.uniform() < 0.5;
    const image = images.subarray(start, start + size);
    image.set(moved(image, shape, { down, right, mirror }));
  }
}

function moved(
  image: Float32Array,
  { height, width, channels }: ImageShape,
  move: { readonly down: number; readonly right: number; readonly mirror: boolean },
): Float32Array {
  const result = new Float32Array(image.length);
  for (let row = 0; row < height; row++) {
    const fromRow = row - move.down;
    if (fromRow < 0 || fromRow >= height) continue;
    for (let column = 0; column < width; column++) {
      const shifted = column - move.right;
      if (shifted < 0 || shifted >= width) continue;
      const fromColumn = move.mirror ? width - 1 - shifted : shifted;
      const from = (fromRow * width + fromColumn) * channels;
      result.set(image.subarray(from, from + channels), (row * width + column) * channels);
    }
  }
  return result;
}
