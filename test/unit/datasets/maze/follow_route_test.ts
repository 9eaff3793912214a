import { assertEquals, assertThrows } from "@std/assert";
import { followRoute } from "../../../../datasets/maze/follow_route.ts";
import { mazeOf, routeOf } from "./small_maze.ts";

const MAZE = mazeOf(
  "#####",
  "#S..#",
  "#.#.#",
  "#.G.#",
  "#####",
);

const ENDS: readonly [letters: string, kind: string, moves: number, why: string][] = [
  ["DDR", "arrived", 3, "at the end of the route"],
  ["RRDDLWW", "arrived", 5, "and waits"],
  ["", "underway", 0, "without a move"],
  ["RRD", "underway", 3, "when the route is cut"],
  ["RD", "astray", 1, "into a wall inside"],
  ["U", "astray", 0, "into the border"],
  ["RLDDR", "astray", 1, "over the start"],
  ["RWRDDL", "astray", 1, "when it waits underway"],
  ["DDRR", "astray", 3, "when it passes the goal"],
  ["DDRWL", "astray", 3, "when it leaves the goal after waiting"],
];

for (const [letters, kind, moves, why] of ENDS) {
  Deno.test(`followRoute() ends ${kind} ${why}`, () => {
    assertEquals(followRoute(MAZE, routeOf(letters)), { kind, moves } as never);
  });
}

Deno.test("followRoute() does not leave a maze without walls around", () => {
  const open = mazeOf("S.", ".G");
  assertEquals(followRoute(open, routeOf("L")), { kind: "astray", moves: 0 });
  assertEquals(followRoute(open, routeOf("DR")), { kind: "arrived", moves: 2 });
});

Deno.test("followRoute() refuses what is no move", () => {
  assertThrows(() => followRoute(MAZE, [5]), RangeError, "got 5");
});
