import { assert } from "@std/assert";
import { selfTest } from "../../src/analysis/self_test.ts";

Deno.test("the verdict path holds its error rates (2000 studies of each kind)", () => {
  for (const result of selfTest({ studies: 2000, seed: 1 })) {
    assert(result.holds, `${result.name}: ${result.rate}, ${result.direction} ${result.bound}`);
  }
});
