import { assertEquals } from "@std/assert";
import { decodeGreedy } from "../../../src/problems/mod.ts";

Deno.test("decodeGreedy() merges repeats, also across blanks, and drops blanks", () => {
  const symbols = (classes: number[], blank: number) =>
    decodeGreedy(classes, blank).map(({ symbol }) => symbol);
  assertEquals(symbols([3, 1, 1, 3, 2, 0, 0], 3), [1, 2, 0]);
  assertEquals(symbols([1, 3, 1, 2, 1], 3), [1, 2, 1], "a blank between does not part them");
  assertEquals(symbols([0, 0, 1, 0, 1], 0), [1]);
  assertEquals(symbols([2, 2], 2), []);
  assertEquals(symbols([], 2), []);
});

Deno.test("decodeGreedy() names the tick that shows a symbol first", () => {
  assertEquals(decodeGreedy([3, 1, 1, 3, 2], 3), [
    { symbol: 1, tick: 1 },
    { symbol: 2, tick: 4 },
  ]);
});
