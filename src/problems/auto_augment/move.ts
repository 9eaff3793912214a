import type { ByteImage } from "./byte_image.ts";

/** Where a pixel comes from: `x' = xx x + xy y + x0`, `y' = yx x + yy y + y0`, on pixel centres. */
interface Origin {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

const IN_PLACE: Origin = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };

/** 16.16 fixed point, in which the source steps through an image. */
function fixed(value: number): number {
  return Math.floor(value * 65536 + 0.5);
}

/** Takes every pixel from the nearest one of its origin; black from outside. */
function moved({ pixels, height, width, channels }: ByteImage, origin: Origin): Uint8Array {
  const { xx, xy, x0, yx, yy, y0 } = origin;
  const result = new Uint8Array(pixels.length);
  const [right, down] = [[fixed(xx), fixed(yx)], [fixed(xy), fixed(yy)]] as const;
  const start = [fixed(x0 + xx / 2 + xy / 2), fixed(y0 + yx / 2 + yy / 2)] as const;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const fromColumn = (start[0] + row * down[0] + column * right[0]) >> 16;
      const fromRow = (start[1] + row * down[1] + column * right[1]) >> 16;
      if (fromColumn < 0 || fromColumn >= width || fromRow < 0 || fromRow >= height) continue;
      const from = (fromRow * width + fromColumn) * channels;
      const to = (row * width + column) * channels;
      for (let channel = 0; channel < channels; channel++) {
        result[to + channel] = pixels[from + channel]!;
      }
    }
  }
  return result;
}

/** Moves each row by `slope` times its number, to the left for a positive slope. */
export function shearX(image: ByteImage, slope: number): Uint8Array {
  return moved(image, { ...IN_PLACE, xy: slope });
}

/** Moves each column by `slope` times its number, upwards for a positive slope. */
export function shearY(image: ByteImage, slope: number): Uint8Array {
  return moved(image, { ...IN_PLACE, yx: slope });
}

/** Moves to the right by whole pixels; a fraction is cut off. */
export function translateX(image: ByteImage, pixels: number): Uint8Array {
  return moved(image, { ...IN_PLACE, x0: -Math.trunc(pixels) });
}

/** Moves down by whole pixels; a fraction is cut off. */
export function translateY(image: ByteImage, pixels: number): Uint8Array {
  return moved(image, { ...IN_PLACE, y0: -Math.trunc(pixels) });
}

/** Turns counter-clockwise about the centre. */
export function rotate(image: ByteImage, degrees: number): Uint8Array {
  const angle = -degrees * Math.PI / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [image.width / 2, image.height / 2];
  return moved(image, {
    xx: cosine,
    xy: sine,
    x0: x - cosine * x - sine * y,
    yx: -sine,
    yy: cosine,
    y0: y + sine * x - cosine * y,
  });
}
