import type { Random } from "../../random/mod.ts";
import { applyOperation } from "./apply_operation.ts";
import type { ByteImage } from "./byte_image.ts";
import { magnitudeOf } from "./magnitude.ts";
import { CIFAR10_POLICY } from "./policy.ts";

/** What is drawn for one image: always all of it, whether it is used or not. */
export interface PolicyDraws {
  /** 0 to 24. */
  readonly subPolicy: number;
  /** On 0 to 1; a step is made where it does not exceed the step's probability. */
  readonly chances: readonly [number, number];
  /** Whether a signed magnitude of the step is positive. */
  readonly positive: readonly [boolean, boolean];
}

/** Makes five draws, the same number for every image, so that each has its own place in a stream. */
export function drawPolicy(random: Random): PolicyDraws {
  return {
    subPolicy: random.integer(CIFAR10_POLICY.length),
    chances: [random.uniform(), random.uniform()],
    positive: [random.integer(2) === 1, random.integer(2) === 1],
  };
}

/** Applies the drawn sub-policy to an image. @returns Pixels, perhaps those of `image` itself. */
export function applyPolicy(image: ByteImage, draws: PolicyDraws): Uint8Array {
  let { pixels } = image;
  CIFAR10_POLICY[draws.subPolicy]!.forEach(([name, probability, bin], step) => {
    if (draws.chances[step]! > probability) return;
    const { value, signed } = magnitudeOf(name, bin ?? 0, image);
    const magnitude = signed && !draws.positive[step]! ? -value : value;
    pixels = applyOperation({ ...image, pixels }, name, magnitude);
  });
  return pixels;
}

/**
 * AutoAugment with the CIFAR-10 policy on raw pixels, in place. Each image gets one of 25 pairs of
 * operations, each made with its own probability; moved images are filled with black. Grey images
 * are treated as the source treats them: `Color` leaves them as they are.
 *
 * Source: Cubuk et al. 2019, arXiv:1805.09501, as in torchvision's `AutoAugment` with
 * `AutoAugmentPolicy.CIFAR10` on Pillow images, the authors' only augmentation of CIFAR.
 *
 * @param images `[batch, height, width, channels]`, 0 to 255.
 * @param random The augmentation stream of the seed, shared by all models.
 * @throws {RangeError} For images that have neither 1 nor 3 channels.
 */
export function autoAugment(
  images: Uint8Array,
  { shape, random }: { readonly shape: Omit<ByteImage, "pixels">; readonly random: Random },
): void {
  const { height, width, channels } = shape;
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`AutoAugment needs grey or colour images, got ${channels} channels`);
  }
  const size = height * width * channels;
  for (let start = 0; start < images.length; start += size) {
    const pixels = images.subarray(start, start + size);
    pixels.set(applyPolicy({ pixels, height, width, channels }, drawPolicy(random)));
  }
}
