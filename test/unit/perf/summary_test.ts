import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Goal } from "../../../src/perf/goals.ts";
import {
  cpuMilliseconds,
  goalResults,
  lossDifferences,
  memoryRatio,
  perfMetrics,
  timeRatio,
  wallMilliseconds,
} from "../../../src/perf/summary.ts";
import { engineOf, MACHINE, resultOf } from "./samples.ts";

const FUSED = engineOf("fused", [[10, 11, 30], [12, 10, 14]], { mib: 40 });
const PYTORCH = engineOf("pytorch", [[55, 66, 44], [60, 48, 72]], { mib: 100 });
const LEFT_OUT = { engine: "plain", status: "left out", reason: "not there" } as const;

Deno.test("times are medians over the steps of all rounds", () => {
  // 10 10 11 12 14 30
  assertEquals(cpuMilliseconds(FUSED), 11.5);
  assertEquals(wallMilliseconds(FUSED), 23);
});

Deno.test("a ratio is that of the medians, with the smallest and the largest of the rounds", () => {
  const result = resultOf(FUSED, PYTORCH, LEFT_OUT);
  // 44 48 55 60 66 72 have the median 57.5; the rounds 55 / 11 and 60 / 12.
  assertEquals(timeRatio(result, "pytorch"), { value: 5, low: 5, high: 5 });
  const uneven = resultOf(FUSED, engineOf("pytorch", [[55, 66, 44], [24, 24, 24]]));
  // 24 24 24 44 55 66: 34 / 11.5.
  const { value, low, high } = timeRatio(uneven, "pytorch")!;
  assertAlmostEquals(value, 34 / 11.5, 1e-12);
  assertEquals([low, high], [2, 5]);
  assertEquals(memoryRatio(result, "pytorch"), 2.5);
  assertEquals(timeRatio(result, "plain"), null);
  assertEquals(timeRatio(resultOf(PYTORCH), "pytorch"), null);
});

Deno.test("goals are judged where both engines were measured", () => {
  const goal = (atLeast: number, more: Partial<Goal> = {}): Goal => ({
    perfCase: "small",
    model: "ctm",
    against: "pytorch",
    quantity: "time",
    atLeast,
    ...more,
  });
  const goals = goalResults([resultOf(FUSED, PYTORCH, LEFT_OUT)], [
    goal(5),
    goal(5.01),
    goal(2, { quantity: "memory" }),
    goal(1, { against: "plain" }),
    goal(1, { perfCase: "large" }),
  ]);
  assertEquals(goals.map(({ atLeast, ratio, met }) => [atLeast, ratio, met]), [
    [5, 5, true],
    [5.01, 5, false],
    [2, 2.5, true],
  ]);
});

Deno.test("an engine with other losses does other work", () => {
  const losses = [2.5, 2.4, 2.3001, 2.2, 2.1];
  assertEquals(lossDifferences(resultOf(FUSED, engineOf("pytorch", [[1]], { losses }))), []);
  const others = [2.5, 2.4, 2.301, 2.2, 2.1];
  assertEquals(lossDifferences(resultOf(FUSED, engineOf("pytorch", [[1]], { losses: others }))), [
    "small ctm: step 3 of pytorch has loss 2.301, of fused 2.3",
  ]);
  const nothing = [2.5, null, null, null, null];
  assertEquals(
    lossDifferences(resultOf(FUSED, engineOf("plain", [[1]], { losses: nothing }))).length,
    1,
  );
  // Not even two engines without numbers are the same.
  const both = [
    engineOf("fused", [[1]], { losses: nothing }),
    engineOf("plain", [[1]], { losses: nothing }),
  ];
  assertEquals(lossDifferences(resultOf(...both)).length, 1);
});

Deno.test("metrics are one flat map of numbers", () => {
  const sections = {
    sections: [
      { name: "synapses forward", milliseconds: 2, flops: 8e7, calls: 10 },
      { name: "other", milliseconds: 1, flops: 0, calls: 1 },
    ],
    stepMilliseconds: 4,
  };
  const fused = { ...FUSED, sections };
  const scaling = [{ quantity: "T" as const, value: 10, result: resultOf(FUSED) }];
  const metrics = perfMetrics({
    results: [resultOf(fused, PYTORCH, LEFT_OUT)],
    scaling,
    machine: MACHINE,
  });
  assertEquals(metrics, {
    peak_gflops: 50,
    "small/ctm/fused/cpu_ms": 11.5,
    "small/ctm/fused/wall_ms": 23,
    "small/ctm/fused/peak_mib": 40,
    // 8e7 operations in 2 ms.
    "small/ctm/fused/gflops/synapses forward": 40,
    "small/ctm/pytorch/cpu_ms": 57.5,
    "small/ctm/pytorch/wall_ms": 115,
    "small/ctm/pytorch/peak_mib": 100,
    "small/ctm/pytorch/time_ratio": 5,
    "small/ctm/pytorch/memory_ratio": 2.5,
    "scaling/T=10/ctm/fused/cpu_ms": 11.5,
    "scaling/T=10/ctm/fused/wall_ms": 23,
    "scaling/T=10/ctm/fused/peak_mib": 40,
  });
});
