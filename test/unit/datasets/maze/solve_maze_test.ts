import { assertEquals } from "@std/assert";
import { solveMaze } from "../../../../datasets/maze/solve_maze.ts";
import { mazeOf, routeOf } from "./small_maze.ts";

Deno.test("solveMaze() finds the only route", () => {
  const maze = mazeOf(
    "#######",
    "#S#G..#",
    "#.###.#",
    "#...#.#",
    "###.#.#",
    "#.....#",
    "#######",
  );
  assertEquals(solveMaze(maze), routeOf("DDRRDDRRUUUULL"));
});

Deno.test("solveMaze() takes the shortest of several routes, up and down before left and right", () => {
  const ring = mazeOf(
    "#####",
    "#G..#",
    "#.#.#",
    "#..S#",
    "#####",
  );
  assertEquals(solveMaze(ring), routeOf("UULL"));
  const lopsided = mazeOf(
    "#####",
    "#G.S#",
    "#.#.#",
    "#...#",
    "#####",
  );
  assertEquals(solveMaze(lopsided), routeOf("LL"));
});

Deno.test("solveMaze() does not need walls around the maze, nor go round its borders", () => {
  const open = mazeOf(
    "S##",
    ".#G",
    "...",
  );
  assertEquals(solveMaze(open), routeOf("DDRRU"));
  const apart = mazeOf(
    "##S",
    "G##",
    "###",
  );
  assertEquals(solveMaze(apart), null);
});

Deno.test("solveMaze() has nothing to do at the goal", () => {
  assertEquals(solveMaze({ ...mazeOf("S.", "##"), goal: 0 }), routeOf(""));
});
