import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import {
  bestTrial,
  edgeHits,
  type ModelTuning,
  partialCounts,
  tuningHash,
  unequalTuning,
} from "../../../src/spec/mod.ts";
import {
  EXAMPLE_SPACE,
  exampleSearch,
  exampleTrials,
  exampleTuning,
} from "../../support/example_tuning.ts";

Deno.test("bestTrial() takes the highest accuracy, then the lowest loss, then the earliest", () => {
  const trials = exampleTrials([0.5, 0.9, null, 0.9, 0.9]);
  assertEquals(bestTrial(trials)?.position, 2);
  const byLoss = trials.map((trial) => trial.position === 4 ? { ...trial, loss: 0.05 } : trial);
  assertEquals(bestTrial(byLoss)?.position, 4);
  assertEquals(bestTrial(byLoss, 3)?.position, 2);
  assertEquals(bestTrial(byLoss, 1)?.position, 1);
  assertEquals(bestTrial(exampleTrials([null])), null);
});

Deno.test("a quarter and half of the trials, where there are as many", () => {
  assertEquals(partialCounts(16), [4, 8]);
  assertEquals(partialCounts(17), [4, 9]);
  assertEquals(partialCounts(2), [1]);
  assertEquals(partialCounts(1), []);
});

Deno.test("a best setting on the edge of its range is told", () => {
  const [trial] = exampleTrials([0.9], [0.09]);
  assertEquals(edgeHits(EXAMPLE_SPACE, trial!), [
    { setting: "optimiser.learningRate", edge: "high", value: 0.09, limit: 0.1 },
  ]);
  assertEquals(edgeHits(EXAMPLE_SPACE, exampleTrials([0.9], [0.01])[0]!), []);
});

Deno.test("unequalTuning() names what the models differ in", () => {
  const other: [Partial<ModelTuning>, string][] = [
    [{ trials: exampleTrials([0.1, 0.2]) }, "number of trials (ctm 3, lstm 2)"],
    [
      { budget: { kind: "steps", steps: 9 } },
      "trial budget (ctm examples=160, lstm steps=9)",
    ],
    [{ sampler: "random" }, "sampler (ctm halton, lstm random)"],
    [{ seed: 8 }, "seed (ctm 7, lstm 8)"],
    [
      {
        space: {
          name: "one more",
          dimensions: [...EXAMPLE_SPACE.dimensions, ...EXAMPLE_SPACE.dimensions],
        },
      },
      "number of searched settings (ctm 1, lstm 2)",
    ],
    [{ trials: exampleTrials([0.1, null, null]) }, "2 of 3 trials of lstm have no result"],
    [
      { trials: exampleTrials([0.1, 0.2, 0.3]).map((one) => ({ ...one, position: 1 })) },
      "the trials of lstm are not numbered from 1",
    ],
  ];
  const ctm = exampleSearch("ctm", [0.1, 0.2, 0.3]);
  assertEquals(unequalTuning([ctm, exampleSearch("lstm", [0.3, 0.2, 0.1])]), null);
  for (const [change, why] of other) {
    const found = unequalTuning([ctm, exampleSearch("lstm", [0.1, 0.2, 0.3], change)]);
    assertStringIncludes(found ?? "nothing", why);
  }
});

Deno.test("the hash covers everything but itself", () => {
  const one = exampleTuning([exampleSearch("ctm", [0.5])]);
  const other = exampleTuning([exampleSearch("ctm", [0.6])]);
  assertNotEquals(one.sha256, other.sha256);
  assertEquals(tuningHash({ ...one, sha256: "x" }), one.sha256);
});
