import { assertAlmostEquals, assertEquals } from "@std/assert";
import { exploreCells } from "../../../src/analysis/exploratory.ts";
import { holm } from "../../../src/analysis/multiplicity.ts";
import type { ComparedSide } from "../../../src/analysis/pair_runs.ts";
import { mulberry32 } from "../../../src/analysis/mulberry32.ts";

/** Independent results at a level, one run for each of `seeds`. */
function side(label: string, accuracy: number, seeds: readonly number[]): ComparedSide {
  const draw = mulberry32(Math.round(1e4 * accuracy) + label.length);
  const runs = seeds.map((seed) => {
    const correct = Float64Array.from({ length: 300 }, () => draw() < accuracy ? 1 : 0);
    const right = correct.reduce((sum, one) => sum + one, 0);
    const examples = correct.length;
    return {
      seed,
      correct,
      accuracy: right / examples,
      examples,
      exampleIds: "x",
      diverged: false,
    };
  });
  return { label, runs, validationError: 1 - accuracy };
}

const PLANNED = [1, 2, 3, 4, 5, 6];
const explore = (cells: readonly ComparedSide[]) =>
  exploreCells({
    reference: side("ctm", 0.7, PLANNED),
    cells,
    plannedSeeds: PLANNED,
    chance: 0.1,
    alpha: 0.05,
    scope: "population",
  });

const CELLS = [
  side("ctm ticks=2", 0.5, [1, 2, 3]),
  side("ctm ticks=4", 0.72, [1, 2, 3]),
  side("ctm ticks=16", 0.85, [1, 2, 3]),
];

Deno.test("exploreCells() compares each cell with the reference, Holm-adjusted, no verdict", () => {
  const { cells, reference } = explore(CELLS)!;
  assertEquals(reference, "ctm");
  assertEquals(cells.map((cell) => cell.label), CELLS.map((cell) => cell.label));
  for (const cell of cells) {
    assertEquals(cell.seeds, [1, 2, 3]);
    assertEquals("verdict" in cell, false);
    assertAlmostEquals(cell.estimate!.mean, cell.accuracy - cell.referenceAccuracy, 1e-12);
    assertEquals(cell.estimate!.scope, "population");
  }
  const adjusted = holm(cells.map((cell) => cell.estimate!.p));
  assertEquals(cells.map((cell) => cell.pHolm), adjusted);
  assertEquals(cells.map((cell) => cell.pHolm! > cell.estimate!.p), [true, false, true]);
});

Deno.test("the intervals share the level among the cells", () => {
  const width = (count: number) => {
    const { difference } = explore(CELLS.slice(0, count))!.cells[0]!.estimate!;
    return difference.high - difference.low;
  };
  assertEquals(width(3) > width(1), true);
});

Deno.test("the selection guard names the best cell and seeds that took no part in the choice", () => {
  const { selection } = explore(CELLS)!;
  assertEquals(selection!.best, "ctm ticks=16");
  assertEquals(selection!.cells, 4);
  assertEquals(selection!.selectionSeeds, [1, 2, 3]);
  // 4 to 6 are planned but no cell has them; the rest are new.
  assertEquals(selection!.freshSeeds, [4, 5, 6, 7, 8, 9]);
  assertEquals(
    selection!.freshSeeds.some((seed) => selection!.selectionSeeds.includes(seed)),
    false,
  );
  assertEquals(selection!.expectedBias > 0, true);
  const reference = explore([side("ctm ticks=2", 0.5, PLANNED)])!.selection!;
  assertEquals(reference.best, "ctm");
  assertEquals(reference.freshSeeds, [7, 8, 9, 10, 11, 12]);
});

Deno.test("a cell with one seed has no estimate and takes no part in Holm's count", () => {
  const { cells } = explore([side("ctm ticks=2", 0.5, [1]), side("ctm ticks=4", 0.72, [1, 2, 3])])!;
  assertEquals([cells[0]!.estimate, cells[0]!.pHolm], [null, null]);
  assertEquals(cells[1]!.pHolm, cells[1]!.estimate!.p);
  // Seeds that differ altogether leave nothing to choose on.
  const apart = explore([side("ctm ticks=2", 0.5, [1]), side("ctm ticks=4", 0.7, [2])])!;
  assertEquals(apart.selection, null);
  assertEquals(explore([]), null);
});
