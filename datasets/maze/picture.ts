import type { Maze } from "./maze.ts";

/** What pixels range over: black is the lower end, white the upper end of every channel. */
export type PixelRange = "0..1" | "-1..1";

/**
 * Paints walls black, open pixels white, the start red and the goal green. The route is not shown.
 *
 * @param picture Receives `[size, size, 3]`, row-major.
 */
export function paintMaze(
  { size, open, start, goal }: Maze,
  { range, picture }: { readonly range: PixelRange; readonly picture: Float32Array },
): void {
  const dark = range === "0..1" ? 0 : -1;
  for (let pixel = 0; pixel < size * size; pixel++) {
    picture.fill(open[pixel] === 1 ? 1 : dark, 3 * pixel, 3 * pixel + 3);
  }
  picture.set([1, dark, dark], 3 * start);
  picture.set([dark, 1, dark], 3 * goal);
}

/**
 * The maze of a picture in either range.
 *
 * @param picture `[size, size, 3]`.
 * @throws {RangeError} Unless it is a square of black and white pixels, one red and one green one.
 */
export function readPicture(picture: Float32Array): Maze {
  const size = Math.sqrt(picture.length / 3);
  if (!Number.isInteger(size)) {
    throw new RangeError(`Cannot read ${picture.length} numbers as a square picture of 3 channels`);
  }
  const open = new Uint8Array(size * size);
  const starts: number[] = [];
  const goals: number[] = [];
  for (let pixel = 0; pixel < open.length; pixel++) {
    const lit = [...picture.subarray(3 * pixel, 3 * pixel + 3)].map((one) => one === 1 ? 1 : 0);
    const colour = lit.join("");
    if (!["000", "111", "100", "010"].includes(colour)) {
      throw new RangeError(`Cannot read pixel ${pixel}: neither black, white, red nor green`);
    }
    if (colour !== "000") open[pixel] = 1;
    if (colour === "100") starts.push(pixel);
    if (colour === "010") goals.push(pixel);
  }
  const [start] = starts;
  const [goal] = goals;
  if (start === undefined || goal === undefined || starts.length > 1 || goals.length > 1) {
    throw new RangeError(
      `Expected one red and one green pixel, got ${starts.length} and ${goals.length}`,
    );
  }
  return { size, open, start, goal };
}
