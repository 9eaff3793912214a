import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { haltonPoint, MOST_DIMENSIONS } from "../../../../src/cli/tune/halton.ts";

/** How far the points of a dimension are from that of position 1, around the circle. */
function steps(dimension: number, positions: readonly number[]): number[] {
  const at = (position: number) => haltonPoint(position, { dimensions: 3, seed: 4 })[dimension]!;
  return positions.map((position) => (at(position) - at(1) + 1) % 1);
}

Deno.test("haltonPoint() follows the radical inverses in bases 2, 3 and 5, shifted", () => {
  // 1/2, 1/4, 3/4, 1/8 and 1/3, 2/3, 1/9, 4/9 and 1/5, 2/5, 3/5, 4/5, less the first of each.
  const expected = [[0, 0.75, 0.25, 0.625], [0, 1 / 3, 7 / 9, 1 / 9], [0, 0.2, 0.4, 0.6]];
  for (const [dimension, values] of expected.entries()) {
    for (const [index, step] of steps(dimension, [1, 2, 3, 4]).entries()) {
      assertAlmostEquals(step, values[index]!, 1e-12);
    }
  }
});

Deno.test("points lie in the unit cube, evenly: one in each sixteenth of the first axis", () => {
  const points = Array.from(
    { length: 16 },
    (_, index) => haltonPoint(index + 1, { dimensions: 2, seed: 99 }),
  );
  for (const value of points.flat()) assert(value >= 0 && value < 1);
  const [shift] = haltonPoint(1, { dimensions: 1, seed: 99 });
  const cells = points.map(([first]) => Math.floor(16 * ((first! - shift! + 1 + 1e-9) % 1)));
  assertEquals(new Set(cells).size, 16);
});

Deno.test("a point depends on its position and the seed alone", () => {
  const point = (seed: number, dimensions = 2) => haltonPoint(5, { dimensions, seed });
  assertEquals(point(1), point(1));
  assertEquals(point(1, 3).slice(0, 2), point(1));
  assert(point(1)[0] !== point(2)[0]);
  assertThrows(() => point(1, MOST_DIMENSIONS + 1), RangeError);
});
