import { z } from "zod";
import type { Random } from "../src/random/mod.ts";
import type { Generator } from "./generator.ts";
import { carveMaze, cellPixel } from "./maze/carve_maze.ts";
import type { Maze } from "./maze/maze.ts";
import { MOVE, MOVE_NAMES } from "./maze/move.ts";
import { paintMaze } from "./maze/picture.ts";
import { solveMaze } from "./maze/solve_maze.ts";
import { drawSymmetry, transformMaze, transformRoute } from "./maze/symmetry.ts";

/** Options of {@link mazes}. */
export const mazesOptionsSchema = z.strictObject({
  /** Pixels per side, walls included. */
  size: z.int().min(5).max(199).refine((size) => size % 2 === 1, "must be odd").default(15),
  /** L, moves of a target: a longer route is cut, a shorter one padded with waiting. */
  routeLength: z.int().min(1).max(500).default(50),
  /** Of the pixels, from black to white. */
  range: z.enum(["0..1", "-1..1"]).default("0..1"),
  /** Turns and flips of training examples. */
  augmentation: z.boolean().default(true),
  /** Moves from start to goal at least. */
  minimumRoute: z.int().min(1).default(1),
}).superRefine(({ size, minimumRoute }, context) => {
  if (minimumRoute > surelyPossible(size)) {
    context.addIssue({
      code: "custom",
      path: ["minimumRoute"],
      message: `must be at most ${surelyPossible(size)} with size ${size}, got ${minimumRoute}`,
    });
  }
});

/** Every maze has a route this long: the one between opposite corners, if nothing longer. */
function surelyPossible(size: number): number {
  return 2 * (size - 3);
}

interface SolvedMaze {
  readonly maze: Maze;
  readonly route: Uint8Array;
}

/**
 * Perfect mazes, each drawn anew. Inputs are pictures `[examples, size, size, 3]` without the
 * route; targets are the moves from the red pixel to the green one, a pixel each.
 *
 * Training examples may be turned and flipped, as the authors do with their fixed set of pictures.
 * That changes no frequency here, because every maze is as likely as its mirror images; it is an
 * option so that their recipe can be followed to the letter.
 *
 * Source: Darlow et al. 2025, arXiv:2505.05522v4, maze task; mazes and solver are our own.
 */
export const mazes: Generator = {
  name: "mazes",
  title: "Mazes",
  description: "pictures of mazes with one way through; the moves from the red to the green pixel",
  version: 1,
  options: mazesOptionsSchema,
  facts(options) {
    const { size, routeLength } = mazesOptionsSchema.parse(options);
    return {
      height: size,
      width: size,
      channels: 3,
      positions: routeLength,
      classes: MOVE_NAMES.length,
      classNames: MOVE_NAMES,
    };
  },
  make(options, { examples, part, random }) {
    const { size, routeLength, range, augmentation, minimumRoute } = mazesOptionsSchema.parse(
      options,
    );
    // All mazes first: whether they are augmented does not change which ones are drawn.
    let solved = Array.from({ length: examples }, () => drawMaze({ size, minimumRoute }, random));
    if (augmentation && part === "train") solved = solved.map((one) => augment(one, random));
    const pixels = size * size * 3;
    const inputs = new Float32Array(examples * pixels);
    const targets = new Int32Array(examples * routeLength).fill(MOVE.wait);
    for (const [example, { maze, route }] of solved.entries()) {
      const picture = inputs.subarray(example * pixels, (example + 1) * pixels);
      paintMaze(maze, { range, picture });
      targets.set(route.subarray(0, routeLength), example * routeLength);
    }
    return { inputs, targets };
  },
};

/**
 * A maze with start and goal, uniform among the ordered pairs of different cells that are at least
 * `minimumRoute` moves apart. The next cell is two moves away, so the default leaves none out.
 */
function drawMaze(
  { size, minimumRoute }: { readonly size: number; readonly minimumRoute: number },
  random: Random,
): SolvedMaze {
  const open = carveMaze(size, random);
  const cells = ((size - 1) / 2) ** 2;
  while (true) {
    const start = random.integer(cells);
    const other = random.integer(cells - 1);
    const goal = other < start ? other : other + 1;
    const maze = { size, open, start: cellPixel(start, size), goal: cellPixel(goal, size) };
    const route = solveMaze(maze);
    if (route === null) throw new Error("A cell of a perfect maze cannot be reached");
    if (route.length >= minimumRoute) return { maze, route };
  }
}

function augment({ maze, route }: SolvedMaze, random: Random): SolvedMaze {
  const symmetry = drawSymmetry(random);
  return { maze: transformMaze(maze, symmetry), route: transformRoute(route, symmetry) };
}
