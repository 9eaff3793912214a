import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { type ProgressOptions, showProgress } from "../../../src/cli/progress.ts";
import type { WorkerMessage } from "../../../src/spec/job.ts";
import { NOTHING_SPENT } from "../../../src/spec/budget.ts";
import { examplePlan } from "../../support/study_fixture.ts";

const plan = examplePlan(["a", "b"]);

function watch(options: Partial<ProgressOptions> = {}) {
  const clock = { milliseconds: 0 };
  let output = "";
  const progress = showProgress(plan, ["a", "b"], {
    write: (text) => void (output += text),
    columns: () => null,
    colour: false,
    quiet: false,
    now: () => clock.milliseconds,
    ...options,
  });
  return { clock, progress, take: () => [output, output = ""][0]! };
}

function at(progress: number, validationAccuracy: number | null = null): WorkerMessage {
  return { type: "progress", progress, spend: NOTHING_SPENT, trainLoss: 0.5, validationAccuracy };
}

function finished(runId: string) {
  const result = { kind: "finished", status: "completed", testAccuracy: 0.875 } as const;
  return { runId, result, elsewhere: false };
}

Deno.test("without a terminal: a line per finished run, others at most every 10 seconds", () => {
  const { clock, progress, take } = watch();
  progress.started("a");
  assertEquals(take(), "0/2 runs | ctm seed 1 0 %\n");
  clock.milliseconds = 9_000;
  progress.message("a", at(0.25));
  assertEquals(take(), "");
  clock.milliseconds = 20_000;
  progress.message("a", at(0.5, 0.75));
  // A quarter of the study took 20 s.
  assertEquals(
    take(),
    "0/2 runs, 1 min 00 s left | ctm seed 1 50 % loss 0.500 validation 75.00 %\n",
  );
  clock.milliseconds = 21_000;
  progress.ended(finished("a"));
  assertEquals(take(), "[1/2] ctm seed 1: test accuracy 87.50 %, 21 s\n");
  progress.close();
  assertEquals(take(), "");
});

Deno.test("on a terminal one live line is repainted, cut to the width and taken away", () => {
  const { clock, progress, take } = watch({ columns: () => 20 });
  progress.started("a");
  assertEquals(take(), "\r\x1b[2K0/2 runs | ctm seed");
  clock.milliseconds = 50;
  progress.message("a", at(0.1));
  assertEquals(take(), "");
  clock.milliseconds = 200;
  progress.ended(finished("a"));
  assertStringIncludes(take(), "\r\x1b[2K[1/2] ctm seed 1: test accuracy 87.50 %");
  progress.close();
  assertEquals(take(), "\r\x1b[2K");
});

Deno.test("a failure is shown with its reason, also when quiet", () => {
  const { progress, take } = watch({ quiet: true });
  progress.started("a");
  progress.message("a", at(0.5));
  progress.ended(finished("a"));
  assertEquals(take(), "");
  progress.started("b");
  progress.ended({
    runId: "b",
    result: { kind: "failed", code: 1, message: "no memory" },
    elsewhere: false,
  });
  assertEquals(take(), "[2/2] ctm seed 2: failed with exit code 1: no memory\n");
});

Deno.test("colours appear only where they are wanted", () => {
  for (const colour of [true, false]) {
    const { progress, take } = watch({ colour });
    progress.started("a");
    progress.ended(finished("a"));
    assertEquals(take().includes("\x1b[32m"), colour);
  }
  const { progress, take } = watch();
  progress.started("a");
  progress.message("a", at(NaN));
  assertFalse(take().includes("\x1b"));
});
