import { assertEquals } from "@std/assert";
import { incomparable } from "../../../src/nightly/alarms.ts";
import { isSameRun } from "../../../src/nightly/compare_nights.ts";
import type { NightRun, Suite } from "../../../src/spec/night_record.ts";

const RUN: NightRun = {
  seed: 1,
  status: "completed",
  accuracy: 0.9,
  loss: 0.3,
  seconds: 10,
  parametersSha256: "weights",
  predictionsSha256: "answers",
  trailSha256: "losses",
};

Deno.test("two runs are the same by weights, answers and step losses, not by their time", () => {
  assertEquals(isSameRun(RUN, { ...RUN, seconds: 99 }), true);
  for (
    const change of [
      { parametersSha256: "others" },
      { predictionsSha256: "others" },
      { predictionsSha256: null },
      { trailSha256: "others" },
      { status: "diverged" as const },
    ]
  ) {
    assertEquals(isSameRun(RUN, { ...RUN, ...change }), false, JSON.stringify(change));
  }
  // A run of an earlier version has no trail, which is no difference.
  assertEquals(isSameRun(RUN, { ...RUN, trailSha256: null }), true);
  assertEquals(isSameRun({ ...RUN, trailSha256: null }, RUN), true);
});

Deno.test("a suite is its problem, data, budget, backend, kernels and test split, not its name or seeds", () => {
  const suite: Suite = {
    name: "quick-mnist",
    problem: "classification",
    dataset: "mnist",
    dataSha256: "d",
    budget: "examples=640",
    backend: "wasm",
    kernels: "reproducible",
    testExamples: null,
    seeds: [1, 2],
  };
  assertEquals(incomparable({ ...suite, name: "quick-mnist-12ab34cd", seeds: [1] }, suite), []);
  for (
    const change of [
      { problem: "parity" },
      { dataset: "fashion-mnist" },
      { dataSha256: "e" },
      { budget: "steps=20" },
      { backend: "webgpu" },
      { kernels: "fused" },
      { testExamples: 100 },
    ]
  ) {
    assertEquals(incomparable({ ...suite, ...change }, suite).length, 1, JSON.stringify(change));
  }
});
