import { assertEquals, assertThrows } from "@std/assert";
import { BenchError } from "../../../src/spec/mod.ts";
import { createSchedule } from "../../../src/training/schedule.ts";

const cosine = (warmup: unknown) => ({ name: "warmup-cosine", options: { warmup } });

Deno.test("a warm-up given as a share is the same part of any budget", () => {
  const rate = (totalSteps: number | null) =>
    createSchedule(cosine({ kind: "fraction", fraction: 0.5 }), { base: 1, totalSteps });
  assertEquals(rate(100)({ step: 50, progress: 0.5 }), 1);
  assertEquals(rate(null)({ step: 7, progress: 0.5 }), 1);
  assertEquals(rate(1000)({ step: 499, progress: 0.499 }), 1);
});

Deno.test("a warm-up that does not fit its budget is refused in one line", () => {
  for (const [steps, totalSteps] of [[0, 100], [100, 100], [5, null]] as const) {
    assertThrows(
      () => createSchedule(cosine({ kind: "steps", steps }), { base: 1, totalSteps }),
      BenchError,
      `a warm-up of ${steps} steps`,
    );
  }
});

Deno.test("milestones need a budget whose steps are known", () => {
  assertThrows(
    () =>
      createSchedule(
        { name: "warmup-multistep", options: { milestones: [10] } },
        { base: 1, totalSteps: null },
      ),
    BenchError,
    "milestones are steps",
  );
});
