import { assertEquals } from "@std/assert";
import { paretoFront } from "../../../src/analysis/pareto.ts";

Deno.test("paretoFront() flags the undominated of five points", () => {
  const front = paretoFront([
    { cost: 1, value: 0.5 }, // cheapest
    { cost: 2, value: 0.4 }, // dearer and worse than the first
    { cost: 3, value: 0.8 },
    { cost: 3, value: 0.7 }, // as dear as the third, but worse
    { cost: 5, value: 0.9 }, // best
  ]);
  assertEquals(front, [true, false, true, false, true]);
});

Deno.test("paretoFront() treats ties alike", () => {
  const twins = [{ cost: 1, value: 1 }, { cost: 1, value: 1 }];
  assertEquals(paretoFront(twins), [true, true]);
  assertEquals(paretoFront([...twins, { cost: 1, value: 2 }]), [false, false, true]);
  assertEquals(paretoFront([{ cost: 1, value: 1 }, { cost: 2, value: 1 }]), [true, false]);
});

Deno.test("paretoFront() leaves unknown numbers out", () => {
  assertEquals(paretoFront([{ cost: NaN, value: 9 }, { cost: 1, value: 0 }]), [false, true]);
  assertEquals(paretoFront([{ cost: 0, value: NaN }, { cost: 1, value: 0 }]), [false, true]);
  assertEquals(paretoFront([]), []);
});
