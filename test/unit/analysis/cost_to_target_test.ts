import { assertEquals, assertThrows } from "@std/assert";
import {
  costToTarget,
  reachableTargets,
  summariseCosts,
} from "../../../src/analysis/cost_to_target.ts";

const curve = (...accuracies: number[]) =>
  accuracies.map((accuracy, index) => ({ accuracy, cost: 10 * (index + 1) }));

Deno.test("the cost is that of the first validation at the target", () => {
  assertEquals(costToTarget(curve(0.4, 0.7, 0.6, 0.9), 0.7), 20);
  assertEquals(costToTarget(curve(0.4, 0.7, 0.6, 0.9), 0.8), 40);
});

Deno.test("a target that was never reached is null and counts as a miss", () => {
  assertEquals(costToTarget(curve(0.4, 0.7), 0.8), null);
  assertEquals(costToTarget([], 0.8), null);
  const options = { target: 0.8, level: 0.95 };
  assertEquals(summariseCosts([30, null, 10], options).median, 30);
  // With half of the runs missing, the median lies between a cost and a miss: a miss.
  assertEquals(summariseCosts([30, null, 10, null], options), {
    target: 0.8,
    reached: 2,
    runs: 4,
    median: null,
    interval: null,
  });
});

Deno.test("the interval of the median needs six runs, and an end may be a miss", () => {
  const options = { target: 0.8, level: 0.95 };
  assertEquals(summariseCosts([1, 2, 3, 4, 5], options).interval, null);
  assertEquals(summariseCosts([1, 2, 3, 4, 5, 6], options).interval, { low: 1, high: 6 });
  assertEquals(summariseCosts([1, 2, 3, 4, 5, null], options).interval, { low: 1, high: null });
  // Of ten, 1 - 2 P(Bin(10, 1/2) <= 1) = 0.9785 and with 2 it is 0.8906.
  const ten = Array.from({ length: 10 }, (_, index) => index + 1);
  assertEquals(summariseCosts(ten, options).interval, { low: 2, high: 9 });
  assertEquals(summariseCosts(ten, { ...options, level: 0.85 }).interval, { low: 3, high: 8 });
});

Deno.test("the targets looked at are the highest that a run reaches", () => {
  assertEquals(reachableTargets([curve(0.4, 0.93), curve(0.96)]), [0.8, 0.9, 0.95]);
  assertEquals(reachableTargets([curve(0.4)]), []);
  assertThrows(() => summariseCosts([], { target: 0.8, level: 0.95 }), RangeError);
});
