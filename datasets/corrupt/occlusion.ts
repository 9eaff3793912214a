import { type Corrupt, sideOf } from "./image.ts";

/** Sides of the square by strength, as parts of the smaller side. */
const SIDES = [0.2, 0.3, 0.4, 0.5, 0.6] as const;

/** The middle of the range, neither paper nor ink. */
const GREY = 128;

/** Covers a square at a random place, all of it inside the image, with grey. */
export const occlusion: Corrupt = (pixels, { shape, strength, random }) => {
  const { height, width, channels } = shape;
  const side = Math.round(SIDES[strength - 1]! * sideOf(shape));
  // Drawn as parts of the room, so that a larger square lies about where the smaller one does.
  const top = Math.round(random.uniform() * (height - side));
  const left = Math.round(random.uniform() * (width - side));
  return pixels.map((value, index) => {
    const column = Math.floor(index / channels) % width - left;
    const row = Math.floor(index / (channels * width)) - top;
    const covered = column >= 0 && column < side && row >= 0 && row < side;
    return covered ? GREY : value;
  });
};
