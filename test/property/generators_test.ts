import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import type { Part } from "../../datasets/generator.ts";
import { GENERATORS } from "../../datasets/generators.ts";
import { followRoute } from "../../datasets/maze/follow_route.ts";
import type { Maze } from "../../datasets/maze/maze.ts";
import { readPicture } from "../../datasets/maze/picture.ts";
import { solveMaze } from "../../datasets/maze/solve_maze.ts";
import { type Symmetry, transformMaze, transformRoute } from "../../datasets/maze/symmetry.ts";
import { mazes } from "../../datasets/mazes.ts";
import { parity } from "../../datasets/parity.ts";
import { answerQuestions, drawCounts, drawQuestions } from "../../datasets/questions.ts";
import { sorting } from "../../datasets/sorting.ts";
import { randomFromSeed } from "../../src/random/mod.ts";

const SEED = 20250505;

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const parts = fc.constantFrom<Part>("train", "evaluation");

/** Cuts a row-major array into `[examples][...]`. */
function rows<T extends Float32Array | Int32Array>(values: T, examples: number): T[] {
  const size = values.length / examples;
  return Array.from(
    { length: examples },
    (_, example) => values.subarray(example * size, (example + 1) * size) as T,
  );
}

Deno.test("parity: every target counts the -1 up to its position", () => {
  fc.assert(
    fc.property(seeds, parts, fc.integer({ min: 2, max: 100 }), (seed, part, length) => {
      const random = randomFromSeed(seed);
      const { inputs, targets } = parity.make({ length }, { examples: 3, part, random });
      assert(inputs.every((value) => value === 1 || value === -1));
      const slow = rows(inputs, 3).flatMap((row) =>
        [...row].map((_, position) =>
          [...row].slice(0, position + 1).filter((value) => value === -1).length % 2
        )
      );
      assertEquals([...targets], slow);
    }),
    { seed: SEED, numRuns: 100 },
  );
});

Deno.test("sorting: the targets are a permutation that sorts the inputs", () => {
  fc.assert(
    fc.property(seeds, parts, fc.integer({ min: 2, max: 100 }), (seed, part, length) => {
      const random = randomFromSeed(seed);
      const { inputs, targets } = sorting.make({ length }, { examples: 3, part, random });
      for (const [example, row] of rows(inputs, 3).entries()) {
        const order = [...targets].slice(example * length, (example + 1) * length);
        assertEquals(new Set(order).size, length);
        const sorted = order.map((index) => row[index]!);
        assertEquals(sorted, [...row].sort((one, other) => one - other));
      }
    }),
    { seed: SEED, numRuns: 100 },
  );
});

const mazeOptions = fc.record({
  size: fc.integer({ min: 2, max: 12 }).map((cells) => 2 * cells + 1),
  routeLength: fc.integer({ min: 1, max: 120 }),
  range: fc.constantFrom("0..1", "-1..1"),
  augmentation: fc.boolean(),
  // At most what the smallest size allows.
  minimumRoute: fc.integer({ min: 1, max: 4 }),
});

/** Pixels next to a pixel, by rows and columns. */
function openNeighbours({ size, open }: Maze, pixel: number): number[] {
  const [row, column] = [Math.floor(pixel / size), pixel % size];
  return [[row - 1, column], [row + 1, column], [row, column - 1], [row, column + 1]]
    .filter((place) => place.every((one) => one >= 0 && one < size))
    .map(([row, column]) => row! * size + column!)
    .filter((place) => open[place] === 1);
}

/** Moves from the start to every pixel that can be reached, by widening the set of those seen. */
function distances(maze: Maze): Map<number, number> {
  const found = new Map([[maze.start, 0]]);
  let border = [maze.start];
  for (let moves = 1; border.length > 0; moves++) {
    border = [...new Set(border.flatMap((pixel) => openNeighbours(maze, pixel)))]
      .filter((pixel) => !found.has(pixel));
    for (const pixel of border) found.set(pixel, moves);
  }
  return found;
}

function assertPerfect(maze: Maze): void {
  const { size, open } = maze;
  const pixels = [...open.keys()].filter((pixel) => open[pixel] === 1);
  const atBorder = pixels.filter((pixel) =>
    [0, size - 1].includes(pixel % size) || [0, size - 1].includes(Math.floor(pixel / size))
  );
  assertEquals(atBorder, [], "the border is wall");
  const cells = ((size - 1) / 2) ** 2;
  // A tree has one edge less than it has nodes; here cells and the pixels between them are nodes.
  assertEquals(pixels.length, 2 * cells - 1);
  assertEquals(distances(maze).size, pixels.length, "every open pixel can be reached");
  const edges = pixels.reduce((sum, pixel) => sum + openNeighbours(maze, pixel).length, 0) / 2;
  assertEquals(edges, pixels.length - 1, "one route between any two pixels");
  const isCell = (pixel: number) => pixel % size % 2 === 1 && Math.floor(pixel / size) % 2 === 1;
  assertEquals(pixels.filter(isCell).length, cells, "every cell is open");
  assert(isCell(maze.start) && isCell(maze.goal) && maze.start !== maze.goal);
}

Deno.test("mazes: perfect mazes, whose targets lead from red to green unless they are cut", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(seeds, parts, mazeOptions, (seed, part, options) => {
      const random = randomFromSeed(seed);
      const { inputs, targets } = mazes.make(options, { examples: 3, part, random });
      const routes = rows(targets, 3);
      for (const [example, picture] of rows(inputs, 3).entries()) {
        const maze = readPicture(picture);
        assertPerfect(maze);
        const black = options.range === "0..1" ? 0 : -1;
        assert(picture.every((value) => value === 1 || value === black));
        const distance = distances(maze).get(maze.goal)!;
        assert(distance >= options.minimumRoute);
        const end = followRoute(maze, routes[example]!);
        seen.add(`${part} ${end.kind}`);
        assertEquals(end, {
          kind: distance <= options.routeLength ? "arrived" : "underway",
          moves: Math.min(distance, options.routeLength),
        });
      }
    }),
    { seed: SEED, numRuns: 150 },
  );
  assertEquals(
    [...seen].sort(),
    ["evaluation arrived", "evaluation underway", "train arrived", "train underway"],
    "the cases reach both ends in both parts",
  );
});

Deno.test("solveMaze() finds a shortest route in any maze, or none where there is none", () => {
  const anyMaze = fc.integer({ min: 2, max: 7 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      open: fc.array(fc.constantFrom(0, 1, 1), { minLength: size * size, maxLength: size * size }),
      places: fc.uniqueArray(fc.nat({ max: size * size - 1 }), { minLength: 2, maxLength: 2 }),
    })
  );
  let without = 0;
  fc.assert(
    fc.property(anyMaze, ({ size, open, places: [start, goal] }) => {
      const maze = { size, open: Uint8Array.from(open), start: start!, goal: goal! };
      maze.open[maze.start] = maze.open[maze.goal] = 1;
      const distance = distances(maze).get(maze.goal);
      const route = solveMaze(maze);
      if (distance === undefined) {
        without++;
        return assertEquals(route, null);
      }
      assertEquals(followRoute(maze, route!), { kind: "arrived", moves: distance });
    }),
    { seed: SEED, numRuns: 500 },
  );
  assert(without > 20 && without < 480, `${without} of 500 without a route`);
});

Deno.test("every symmetry keeps the route of a maze valid", () => {
  const symmetries = fc.record<Symmetry>({
    turn: fc.constantFrom("none", "clockwise", "counterclockwise"),
    flipHorizontal: fc.boolean(),
    flipVertical: fc.boolean(),
  });
  const options = { size: 11, routeLength: 60 };
  fc.assert(
    fc.property(seeds, symmetries, (seed, symmetry) => {
      const random = randomFromSeed(seed);
      const { inputs } = mazes.make(options, { examples: 1, part: "evaluation", random });
      const maze = readPicture(inputs);
      const route = solveMaze(maze)!;
      const image = transformMaze(maze, symmetry);
      assertPerfect(image);
      const moved = transformRoute(route, symmetry);
      assertEquals(followRoute(image, moved), { kind: "arrived", moves: route.length });
    }),
    { seed: SEED, numRuns: 200 },
  );
});

for (const generator of GENERATORS) {
  Deno.test(`${generator.name}: the same seed makes the same bytes, another seed others`, () => {
    fc.assert(
      fc.property(seeds, seeds, parts, (seed, other, part) => {
        fc.pre(seed !== other);
        const make = (seed: number) =>
          generator.make({}, { examples: 4, part, random: randomFromSeed(seed) });
        const once = make(seed);
        assertEquals(make(seed), once);
        assertNotEquals(make(other).inputs, once.inputs);
        assertNotEquals(make(other).targets, once.targets);
      }),
      { seed: SEED, numRuns: 20 },
    );
  });
}

Deno.test("questions: answers equal an independent fold, counts and parts stay in range", () => {
  const ranges = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }))
    .map(([least, more]): [number, number] => [least, least + more]);
  fc.assert(
    fc.property(
      seeds,
      ranges,
      ranges,
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 }),
      (seed, digitRange, operationRange, labels) => {
        const random = randomFromSeed(seed);
        const counts = drawCounts({ digits: digitRange, operations: operationRange }, random);
        const { digits, operations } = counts;
        assert(digits >= digitRange[0] && digits <= digitRange[1]);
        assert(operations >= operationRange[0] && operations <= operationRange[1]);
        const drawn = drawQuestions({ ...counts, examples: 5, images: labels.length, random });
        const shown = [...drawn.digitIndices].map((index) => labels[index]!);
        const answers = answerQuestions(drawn.question, shown, { digits });
        const slow = rows(drawn.question, 5).map((parts, example) => {
          assertEquals(parts.length, 1 + 2 * operations);
          const own = shown.slice(example * digits, (example + 1) * digits);
          return [...parts].reduce((state, part) => {
            if (part < 0) return { ...state, step: part === -1 ? 1 : 9 };
            assert(part < digits);
            // Minus is nine times plus, modulo 10.
            return { ...state, sum: (state.sum + state.step * own[part]!) % 10 };
          }, { sum: 0, step: 1 }).sum;
        });
        assertEquals([...answers], slow);
      },
    ),
    { seed: SEED, numRuns: 300 },
  );
});
