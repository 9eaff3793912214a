import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { costText, estimateCost } from "../../../src/cli/estimate_cost.ts";
import { examplePlan } from "../../support/study_fixture.ts";

const plan = examplePlan(["a", "b", "c"]);
const estimates = [{ startup: 1, secondsPerStep: 0.05, steps: 100, evaluation: 4, total: 10 }];

Deno.test("runs go to the process that is free first", () => {
  const none = new Set<string>();
  assertEquals(estimateCost(plan, estimates, { jobs: 1, finished: none }).wallSeconds, 30);
  assertEquals(estimateCost(plan, estimates, { jobs: 2, finished: none }).wallSeconds, 20);
  const cost = estimateCost(plan, estimates, { jobs: 9, finished: none });
  assertEquals([cost.wallSeconds, cost.processSeconds], [10, 30]);
  assertAlmostEquals(cost.low, 8, 1e-9);
  assertAlmostEquals(cost.high, 15, 1e-9);
});

Deno.test("finished runs cost nothing", () => {
  const finished = new Set(["a", "b", "c"]);
  assertEquals(estimateCost(plan, estimates, { jobs: 2, finished }).wallSeconds, 0);
  const lines = costText(plan, estimates, { jobs: 1, finished: new Set(["b"]) });
  assertStringIncludes(
    lines.at(-1)!,
    "2 runs (1 already finished) with 1 process at a time: about 20 s",
  );
  assertStringIncludes(lines.join("\n"), "ctm  10 s a run: start 1.0 s, 100 steps of 50 ms");
});
