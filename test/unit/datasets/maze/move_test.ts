import { assertEquals, assertThrows } from "@std/assert";
import { MOVE, MOVE_NAMES, moveFrom } from "../../../../datasets/maze/move.ts";

Deno.test("moves have the authors' numbers", () => {
  assertEquals(MOVE_NAMES, ["up", "down", "left", "right", "wait"]);
  assertEquals(MOVE_NAMES.map((_, move) => Object.values(MOVE)[move]), [0, 1, 2, 3, 4]);
});

Deno.test("moveFrom() moves on a square and stops at its borders", () => {
  const moves = [MOVE.up, MOVE.down, MOVE.left, MOVE.right, MOVE.wait];
  const from = (place: number) => moves.map((move) => moveFrom(place, move, 3));
  // 0 1 2 / 3 4 5 / 6 7 8
  assertEquals(from(4), [1, 7, 3, 5, 4]);
  assertEquals(from(0), [-1, 3, -1, 1, 0]);
  assertEquals(from(2), [-1, 5, 1, -1, 2]);
  assertEquals(from(8), [5, -1, 7, -1, 8]);
  assertThrows(() => moveFrom(0, 5, 3), RangeError, "from 0 to 4, got 5");
});
