import { assert, assertEquals } from "@std/assert";
import {
  drawSymmetry,
  type Symmetry,
  transformMaze,
  transformRoute,
} from "../../../../datasets/maze/symmetry.ts";
import { randomFromSeed } from "../../../../src/random/mod.ts";
import { drawingOf, mazeOf, routeOf } from "./small_maze.ts";

const MAZE = mazeOf(
  "#####",
  "#S..#",
  "###.#",
  "#G..#",
  "#####",
);
const ROUTE = routeOf("RRDDLLW");

const symmetry = (change: Partial<Symmetry>): Symmetry => ({
  turn: "none",
  flipHorizontal: false,
  flipVertical: false,
  ...change,
});

/** Symmetries with the drawing and the route they make of the above, by hand. */
const CASES: readonly [Partial<Symmetry>, readonly string[], string][] = [
  [{}, ["#####", "#S..#", "###.#", "#G..#", "#####"], "RRDDLLW"],
  [{ turn: "clockwise" }, ["#####", "#G#S#", "#.#.#", "#...#", "#####"], "DDLLUUW"],
  [{ turn: "counterclockwise" }, ["#####", "#...#", "#.#.#", "#S#G#", "#####"], "UURRDDW"],
  [{ flipHorizontal: true }, ["#####", "#..S#", "#.###", "#..G#", "#####"], "LLDDRRW"],
  [{ flipVertical: true }, ["#####", "#G..#", "###.#", "#S..#", "#####"], "RRUULLW"],
  [
    { turn: "clockwise", flipHorizontal: true },
    ["#####", "#S#G#", "#.#.#", "#...#", "#####"],
    "DDRRUUW",
  ],
  [
    { flipHorizontal: true, flipVertical: true },
    ["#####", "#..G#", "#.###", "#..S#", "#####"],
    "LLUURRW",
  ],
];

for (const [change, drawing, route] of CASES) {
  const name = JSON.stringify(change);
  Deno.test(`a symmetry moves pixels and moves alike: ${name}`, () => {
    assertEquals(drawingOf(transformMaze(MAZE, symmetry(change))), [...drawing]);
    assertEquals(transformRoute(ROUTE, symmetry(change)), routeOf(route));
  });
}

Deno.test("drawSymmetry() draws each part with probability 1/2, both turns equally often", () => {
  const random = randomFromSeed(11);
  const draws = Array.from({ length: 4000 }, () => drawSymmetry(random));
  const share = (of: (one: Symmetry) => boolean) => draws.filter(of).length / draws.length;
  // Four standard errors of a share of 1/2 are 0.032.
  const near = (value: number, expected: number) => assert(Math.abs(value - expected) < 0.032);
  near(share(({ turn }) => turn === "none"), 0.5);
  near(share(({ turn }) => turn === "clockwise"), 0.25);
  near(share(({ flipHorizontal }) => flipHorizontal), 0.5);
  near(share(({ flipVertical }) => flipVertical), 0.5);
  near(share(({ flipHorizontal, flipVertical }) => flipHorizontal === flipVertical), 0.5);
  near(share(({ turn, flipVertical }) => (turn === "none") === flipVertical), 0.5);
});
