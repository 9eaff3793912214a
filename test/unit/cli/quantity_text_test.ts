import { assertEquals } from "@std/assert";
import { countText, durationText, largeText } from "../../../src/cli/quantity_text.ts";

Deno.test("amounts are rounded into the prefix that fits", () => {
  assertEquals([0, 999, 1000, 12_345, 999_499, 999_500, 1.5e12].map(largeText), [
    ...["0", "999", "1.00 k", "12.3 k", "999 k", "1.00 M", "1.50 T"],
  ]);
  assertEquals(countText(1234567), "1,234,567");
});

Deno.test("durations use the two units that fit", () => {
  assertEquals([0.04, 9.94, 9.96, 59.6, 61, 3599.7, 7620, 273_600, NaN].map(durationText), [
    ...["0.0 s", "9.9 s", "10 s", "1 min 00 s", "1 min 01 s", "1 h 00 min", "2 h 07 min"],
    ...["3 d 04 h", "?"],
  ]);
});
