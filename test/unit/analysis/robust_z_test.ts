import { assertAlmostEquals, assertEquals } from "@std/assert";
import { robustZ } from "../../../src/analysis/robust_z.ts";

Deno.test("robustZ() scales by the median absolute deviation", () => {
  // Median 3, deviations 2 1 0 1 97: median 1.
  assertAlmostEquals(robustZ(6, [1, 2, 3, 4, 100])!, 3 / 1.4826, 1e-12);
  assertAlmostEquals(robustZ(1, [1, 2, 3, 4, 100])!, -2 / 1.4826, 1e-12);
});

Deno.test("robustZ() has no answer for few or equal values", () => {
  assertEquals(robustZ(6, [1, 2, 3, 4]), null);
  assertEquals(robustZ(6, [1, 1, 1, 1, 2]), null);
});
