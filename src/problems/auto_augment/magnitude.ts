import type { OperationName } from "./policy.ts";

/** Magnitudes of an operation, from bin 0 to bin 9. */
const BINS = 10;

/** The part of an image's size by which it is moved at most: 150 pixels of 331. */
const LARGEST_MOVE = 150 / 331;

/** What an operation's bins mean. */
export interface Magnitude {
  readonly value: number;
  /** Whether half of all images get the negative. */
  readonly signed: boolean;
}

/**
 * The magnitude of a bin: slope, pixels, degrees, change of a factor of 1, bits, or threshold.
 *
 * Source: torchvision's `AutoAugment._augmentation_space`.
 */
export function magnitudeOf(
  name: OperationName,
  bin: number,
  { height, width }: { readonly height: number; readonly width: number },
): Magnitude {
  switch (name) {
    case "ShearX":
    case "ShearY":
      return { value: evenly(0, 0.3, bin), signed: true };
    case "TranslateX":
      return { value: evenly(0, LARGEST_MOVE * width, bin), signed: true };
    case "TranslateY":
      return { value: evenly(0, LARGEST_MOVE * height, bin), signed: true };
    case "Rotate":
      return { value: evenly(0, 30, bin), signed: true };
    case "Brightness":
    case "Color":
    case "Contrast":
    case "Sharpness":
      return { value: evenly(0, 0.9, bin), signed: true };
    case "Posterize":
      return { value: 8 - Math.round(bin * 4 / (BINS - 1)), signed: false };
    case "Solarize":
      return { value: evenly(255, 0, bin), signed: false };
    case "AutoContrast":
    case "Equalize":
    case "Invert":
      return { value: 0, signed: false };
    default:
      return name satisfies never;
  }
}

/**
 * A bin of a line in float32, as `torch.linspace` rounds it (with fused multiply-add): the lower half
 * counts from the start, the upper half back from the end. A pixel may hang on the last bit, as
 * results are cut to whole numbers.
 */
function evenly(start: number, end: number, bin: number): number {
  const [from, to] = [Math.fround(start), Math.fround(end)];
  const step = Math.fround(Math.fround(to - from) / (BINS - 1));
  return Math.fround(bin < BINS / 2 ? from + step * bin : to - step * (BINS - 1 - bin));
}
