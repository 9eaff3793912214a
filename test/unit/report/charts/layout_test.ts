import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { accuracyAxis } from "../../../../src/report/charts/accuracy_axis.ts";
import { dodge } from "../../../../src/report/charts/dodge.ts";
import { freeLabels } from "../../../../src/report/charts/free_labels.ts";

Deno.test("dodge() leaves alone what is far apart and centres what collides", () => {
  assertEquals(dodge([10, 100, 50], { gap: 16, limit: 200 }), [10, 100, 50]);
  assertEquals(dodge([100, 100], { gap: 16, limit: 200 }), [92, 108]);
  assertEquals(dodge([199, 200], { gap: 16, limit: 200 }), [184, 200]);
});

Deno.test("dodge() keeps gap, order and limits wherever there is room", () => {
  const positions = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 15 });
  fc.assert(
    fc.property(positions, (given) => {
      const moved = dodge(given, { gap: 16, limit: 300 });
      const order = given.map((_, index) => index).sort((a, b) => given[a]! - given[b]!);
      for (const [rank, index] of order.entries()) {
        assert(moved[index]! >= -1e-9 && moved[index]! <= 300 + 1e-9);
        const next = order[rank + 1];
        if (next !== undefined) assert(moved[next]! - moved[index]! >= 16 - 1e-9);
      }
    }),
    { seed: 1 },
  );
});

Deno.test("freeLabels() drops what touches a better label, an obstacle or the edge", () => {
  const labels = [
    { x: 0, y: 0, label: "first" },
    { x: 5, y: 5, label: "touches the first" },
    { x: 0, y: 40, label: "beside nothing" },
    { x: 290, y: 80, label: "over the edge" },
    { x: 100, y: 80, label: "under a point" },
  ];
  const kept = freeLabels(labels, { width: 300, obstacles: [{ x: 120, y: 90 }] });
  assertEquals(kept.map(({ label }) => label), ["first", "beside nothing"]);
});

Deno.test("accuracyAxis() holds its values, stays within 0 and 1 and marks round numbers", () => {
  const accuracy = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(accuracy, { minLength: 1, maxLength: 9 }), (values) => {
      const { domain: [low, high], values: marks } = accuracyAxis(values);
      assert(low >= 0 && high <= 1 && low < high);
      for (const value of values) assert(value >= low - 1e-6 && value <= high + 1e-6);
      assert(marks.length >= 2, `${marks}`);
      for (const mark of marks) {
        assert(mark >= low - 1e-9 && mark <= high + 1e-9);
        assertAlmostEquals(1000 * mark, Math.round(1000 * mark), 1e-6);
      }
    }),
    { seed: 1 },
  );
});
