import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { wilson } from "../../../src/analysis/wilson.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

Deno.test("wilson() gives the intervals of the protocol", () => {
  for (const [share, [low, high]] of Object.entries(golden.wilson)) {
    const [successes, trials] = share.split("/").map(Number);
    const interval = wilson(successes!, trials!);
    assertAlmostEquals(interval.low, low!, 1e-8);
    assertAlmostEquals(interval.high, high!, 1e-8);
  }
});

Deno.test("wilson() stays within 0 to 1 and is open at neither end", () => {
  assertEquals(wilson(0, 20).low, 0);
  assertEquals(wilson(20, 20).high, 1);
  assertAlmostEquals(wilson(20, 20).low, 1 - wilson(0, 20).high, 1e-14);
  assertThrows(() => wilson(3, 2), RangeError, "3/2");
  assertThrows(() => wilson(0, 0), RangeError, "0/0");
});
