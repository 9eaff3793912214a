import { type Corrupt, sideOf } from "./image.ts";

/** How far by strength, as parts of the smaller side. */
const DISTANCES = [1 / 16, 2 / 16, 3 / 16, 4 / 16, 5 / 16] as const;

/**
 * Moves the image by whole pixels in a random direction; what comes in from beyond an edge is the
 * pixel at the edge.
 */
export const shift: Corrupt = (pixels, { shape, strength, random }) => {
  const { height, width, channels } = shape;
  const distance = DISTANCES[strength - 1]! * sideOf(shape);
  const angle = 2 * Math.PI * random.uniform();
  const right = Math.round(distance * Math.cos(angle));
  const down = Math.round(distance * Math.sin(angle));
  const within = (place: number, count: number) => Math.min(count - 1, Math.max(0, place));
  return pixels.map((_, index) => {
    const column = Math.floor(index / channels) % width;
    const row = Math.floor(index / (channels * width));
    const from = within(row - down, height) * width + within(column - right, width);
    return pixels[from * channels + index % channels]!;
  });
};
