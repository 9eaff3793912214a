import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { BenchError, type Choice } from "../../../src/spec/mod.ts";
import { createSchedule } from "../../../src/training/schedule.ts";

const cosine = (warmup: unknown) => ({ name: "warmup-cosine", options: { warmup } });

/** The rates of steps 0 to 5 of six, with base 1. */
function rates(name: string, options: Record<string, unknown>, seconds = false): number[] {
  const totalSteps = seconds ? null : 6;
  const rate = createSchedule({ name, options } as Choice, { base: 1, totalSteps });
  return Array.from({ length: 6 }, (_, step) => rate({ step, progress: step / 6 }));
}

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
  for (const name of ["warmup-multistep", "warmup-constant"]) {
    for (const [steps, totalSteps] of [[100, 100], [5, null]] as const) {
      assertThrows(
        () =>
          createSchedule({ name, options: { warmup: { kind: "steps", steps } } }, {
            base: 1,
            totalSteps,
          }),
        BenchError,
        `a warm-up of ${steps} steps`,
      );
    }
  }
});

Deno.test("a cosine without warm-up is refused, as it would never train", () => {
  assertThrows(
    () => createSchedule(cosine({ kind: "steps", steps: 0 }), { base: 1, totalSteps: 100 }),
    BenchError,
    "never trains",
  );
  // The smallest share is one step.
  assertEquals(rates("warmup-cosine", { warmup: { kind: "fraction", fraction: 0 } })[1], 1);
});

Deno.test("without warm-up the other schedules start at the full rate, under any budget", () => {
  for (const warmup of [{ kind: "steps", steps: 0 }, { kind: "fraction", fraction: 0 }]) {
    for (const seconds of [false, true]) {
      assertEquals(rates("warmup-constant", { warmup }, seconds), [1, 1, 1, 1, 1, 1]);
      assertEquals(rates("warmup-multistep", { warmup }, seconds), [1, 1, 1, 1, 1, 1]);
    }
  }
});

Deno.test("milestones act from their step on, one later without warm-up", () => {
  const options = { milestones: [2, 4], gamma: 0.5 };
  const warmup = { kind: "steps", steps: 2 };
  assertEquals(rates("warmup-multistep", { ...options, warmup }), [0, 0.5, 0.5, 0.5, 0.25, 0.25]);
  const none = { kind: "steps", steps: 0 };
  assertEquals(rates("warmup-multistep", { ...options, warmup: none }), [1, 1, 1, 0.5, 0.5, 0.25]);
});

Deno.test("a warm-up as a share follows the clock of a budget in seconds", () => {
  const warmup = { kind: "fraction", fraction: 0.5 };
  for (const name of ["warmup-constant", "warmup-multistep"]) {
    const got = rates(name, { warmup }, true);
    [0, 1 / 3, 2 / 3, 1, 1, 1].forEach((rate, step) => assertAlmostEquals(got[step]!, rate, 1e-9));
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
