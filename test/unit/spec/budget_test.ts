import { assertEquals, assertThrows } from "@std/assert";
import {
  formatBudget,
  NOTHING_SPENT,
  parseBudget,
  parseSecondaryBudget,
  progress,
  totalSteps,
  trainingFlops,
} from "../../../src/spec/budget.ts";
import { BenchError } from "../../../src/spec/errors.ts";

Deno.test("9600 examples are 300 steps of 32 and 200 of 48; 200 steps are 200 steps", () => {
  const examples = parseBudget("examples=9600");
  assertEquals([32, 48].map((batchSize) => totalSteps(examples, batchSize, 1)), [300, 200]);
  const steps = parseBudget("steps=200");
  assertEquals([32, 48].map((batchSize) => totalSteps(steps, batchSize, 1)), [200, 200]);
});

Deno.test("models of different cost end within one step of the same FLOPs", () => {
  const budget = { kind: "flops", flops: 1e9 } as const;
  for (const flopsPerExample of [631_296, 2_359_296, 1_000_003]) {
    const perStep = 32 * trainingFlops(flopsPerExample);
    const spent = totalSteps(budget, 32, trainingFlops(flopsPerExample))! * perStep;
    assertEquals(spent >= budget.flops && spent - perStep < budget.flops, true);
  }
});

Deno.test("every budget kind drives the same clock, and reads back as it was written", () => {
  const spend = { ...NOTHING_SPENT, steps: 5, examples: 50, flops: 5e6, seconds: 2.5 };
  for (const text of ["steps=10", "examples=100", "flops=10000000", "seconds=5"]) {
    const budget = parseBudget(text);
    assertEquals(progress(budget, spend), 0.5);
    assertEquals(formatBudget(budget), text);
  }
  assertEquals(progress(parseBudget("steps=3"), spend), 1);
  assertEquals(totalSteps(parseBudget("seconds=5"), 32, 1), null);
});

Deno.test("the reference's FLOPs can be a secondary budget and nothing else", () => {
  assertEquals(formatBudget(parseSecondaryBudget("flops=reference")), "flops=reference");
  assertThrows(() => parseBudget("flops=reference"), BenchError, "flops=X");
  assertThrows(() => parseSecondaryBudget("seconds=reference"), BenchError, "seconds=X");
});
