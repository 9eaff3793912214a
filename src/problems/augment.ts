import { normaliseBatch, type PixelFacts, type Split } from "../../datasets/mod.ts";
import type { Random } from "../random/mod.ts";
import { autoAugment } from "./auto_augment/auto_augment.ts";
import { shiftFlip } from "./shift_flip.ts";

/**
 * How training images are varied: not at all; moved by up to 4 pixels and mirrored, as is usual for
 * convolutional nets; or by the AutoAugment policy for CIFAR-10, as the authors do for CIFAR.
 */
export const AUGMENTATIONS = ["none", "shift-flip", "auto-augment"] as const;

/** See {@link AUGMENTATIONS}. */
export type Augmentation = (typeof AUGMENTATIONS)[number];

/**
 * Gathers training images, varies and normalises them. AutoAugment works on the pixels as stored,
 * `shift-flip` on normalised ones, where the zeros that it brings in are the mean colour.
 *
 * @param rows Examples of `split`, in the order wanted.
 * @param random The augmentation stream of the seed, shared by all models. How many draws an image
 *   takes depends on the augmentation alone, so two models of a seed see the same images.
 * @returns `[rows.length, height, width, channels]`, normalised, row-major.
 */
export function augmentedBatch(
  augmentation: Augmentation,
  { split, rows, facts, random }: {
    readonly split: Split;
    readonly rows: Uint32Array;
    readonly facts: PixelFacts;
    readonly random: Random;
  },
): Float32Array {
  switch (augmentation) {
    case "none":
      return normaliseBatch(split, rows, facts);
    case "shift-flip": {
      const images = normaliseBatch(split, rows, facts);
      shiftFlip(images, { shape: facts, random });
      return images;
    }
    case "auto-augment": {
      const size = facts.height * facts.width * facts.channels;
      const images = new Uint8Array(rows.length * size);
      rows.forEach((row, place) => {
        images.set(split.images.subarray(row * size, (row + 1) * size), place * size);
      });
      autoAugment(images, { shape: facts, random });
      const chosen = { images, labels: new Uint16Array(rows.length), examples: rows.length };
      return normaliseBatch(chosen, rows.map((_, place) => place), facts);
    }
    default:
      return augmentation satisfies never;
  }
}
