import { assertEquals } from "@std/assert";
import { carveMaze, cellPixel } from "../../../../datasets/maze/carve_maze.ts";
import { randomFromSeed } from "../../../../src/random/mod.ts";

Deno.test("cellPixel() counts cells row by row, on the pixels with odd row and column", () => {
  // 7 pixels, 3 cells per side: row 1 of pixels holds 8, 10, 12.
  assertEquals([0, 1, 2, 3, 8].map((cell) => cellPixel(cell, 7)), [8, 10, 12, 22, 40]);
});

Deno.test("carveMaze() opens one cell if there is only one", () => {
  assertEquals([...carveMaze(3, randomFromSeed(1))], [0, 0, 0, 0, 1, 0, 0, 0, 0]);
});

Deno.test("carveMaze() makes the four mazes of 2 x 2 cells equally often", () => {
  const random = randomFromSeed(5);
  const counts = new Map<string, number>();
  const draws = 4000;
  for (let draw = 0; draw < draws; draw++) {
    const maze = carveMaze(5, random).join("");
    counts.set(maze, (counts.get(maze) ?? 0) + 1);
  }
  assertEquals(counts.size, 4, "a ring of four passages with one closed");
  const expected = draws / 4;
  const chiSquare = [...counts.values()].reduce(
    (sum, count) => sum + (count - expected) ** 2 / expected,
    0,
  );
  // 3 degrees of freedom: 16.3 is exceeded once in 1000 times.
  assertEquals(chiSquare < 16.3, true, `chi square ${chiSquare}`);
});
