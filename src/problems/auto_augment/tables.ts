import type { ByteImage } from "./byte_image.ts";

/** What each of the 256 values becomes. */
function tableOf(f: (value: number) => number): Uint8Array {
  return new Uint8Array(256).map((_, value) => f(value));
}

/** Replaces every value of every channel by `f(value)`, with 256 calls of `f`. */
export function mapValues({ pixels }: ByteImage, f: (value: number) => number): Uint8Array {
  const table = tableOf(f);
  const result = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) result[i] = table[pixels[i]!]!;
  return result;
}

/**
 * Replaces the values of each channel by a table made from the channel's histogram; `null` leaves
 * the channel as it is.
 */
function mapChannels(
  { pixels, channels }: ByteImage,
  makeTable: (histogram: Uint32Array) => Uint8Array | null,
): Uint8Array {
  const result = pixels.slice();
  for (let channel = 0; channel < channels; channel++) {
    const histogram = new Uint32Array(256);
    for (let i = channel; i < pixels.length; i += channels) histogram[pixels[i]!]!++;
    const table = makeTable(histogram);
    if (table === null) continue;
    for (let i = channel; i < pixels.length; i += channels) result[i] = table[pixels[i]!]!;
  }
  return result;
}

/** The negative. */
export function invert(image: ByteImage): Uint8Array {
  return mapValues(image, (value) => 255 - value);
}

/** The negative of the values that are not below `threshold`. */
export function solarize(image: ByteImage, threshold: number): Uint8Array {
  return mapValues(image, (value) => value < threshold ? value : 255 - value);
}

/** Keeps the highest `bits` of each value. */
export function posterize(image: ByteImage, bits: number): Uint8Array {
  const mask = 256 - 2 ** (8 - bits);
  return mapValues(image, (value) => value & mask);
}

/** Stretches each channel to the full range; a channel of one value stays. */
export function autoContrast(image: ByteImage): Uint8Array {
  return mapChannels(image, (histogram) => {
    const lowest = histogram.findIndex((count) => count > 0);
    const highest = histogram.findLastIndex((count) => count > 0);
    if (highest <= lowest) return null;
    const scale = 255 / (highest - lowest);
    const offset = -lowest * scale;
    return tableOf((value) => Math.max(0, Math.min(255, Math.trunc(value * scale + offset))));
  });
}

/**
 * Makes the values of each channel about equally frequent. A channel of one value stays, and so
 * does one with fewer than 255 pixels below its highest value.
 */
export function equalize(image: ByteImage): Uint8Array {
  return mapChannels(image, (histogram) => {
    const highest = histogram.findLastIndex((count) => count > 0);
    const below = histogram.subarray(0, highest).reduce((sum, count) => sum + count, 0);
    const step = Math.floor(below / 255);
    if (step === 0) return null;
    let rank = Math.floor(step / 2);
    return tableOf((value) => {
      const equalized = Math.min(255, Math.floor(rank / step));
      rank += histogram[value]!;
      return equalized;
    });
  });
}
