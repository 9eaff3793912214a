import { assertEquals, assertThrows } from "@std/assert";
import { paintMaze, type PixelRange, readPicture } from "../../../../datasets/maze/picture.ts";
import { mazeOf } from "./small_maze.ts";

const MAZE = mazeOf(
  "###",
  "S.G",
  "###",
);

function paint(range: PixelRange): Float32Array {
  const picture = new Float32Array(27);
  paintMaze(MAZE, { range, picture });
  return picture;
}

Deno.test("paintMaze() paints black walls, white paths, a red start and a green goal", () => {
  const wall = Array(9).fill(0);
  assertEquals([...paint("0..1")], [...wall, 1, 0, 0, 1, 1, 1, 0, 1, 0, ...wall]);
  const darkWall = Array(9).fill(-1);
  assertEquals(
    [...paint("-1..1")],
    [...darkWall, 1, -1, -1, 1, 1, 1, -1, 1, -1, ...darkWall],
  );
});

Deno.test("paintMaze() writes over what was there", () => {
  const picture = new Float32Array(27).fill(7);
  paintMaze(MAZE, { range: "0..1", picture });
  assertEquals(picture, paint("0..1"));
});

Deno.test("readPicture() reads both ranges", () => {
  assertEquals(readPicture(paint("0..1")), MAZE);
  assertEquals(readPicture(paint("-1..1")), MAZE);
});

Deno.test("readPicture() refuses what is not a picture of a maze", () => {
  const changed = (place: number, ...values: number[]) => {
    const picture = paint("0..1");
    picture.set(values, place);
    return picture;
  };
  const refuse = (picture: Float32Array, part: string) =>
    assertThrows(() => readPicture(picture), RangeError, part);
  refuse(changed(12, 0, 0, 1), "pixel 4: neither black");
  refuse(changed(12, 1, 0, 0), "one red and one green pixel, got 2 and 1");
  refuse(changed(15, 1, 1, 1), "one red and one green pixel, got 1 and 0");
  refuse(new Float32Array(24), "24 numbers");
});
