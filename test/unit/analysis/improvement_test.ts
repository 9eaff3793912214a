import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  noetherRuns,
  pairedImprovement,
  probabilityOfImprovement,
} from "../../../src/analysis/improvement.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

const { CTM, LSTM, CNN } = golden.accuracies;

Deno.test("the probability of improvement of F1, unpaired and paired", () => {
  assertAlmostEquals(probabilityOfImprovement(CTM, LSTM), golden.improvement.ctm_lstm, 1e-12);
  assertAlmostEquals(probabilityOfImprovement(CTM, CNN), golden.improvement.ctm_cnn, 1e-12);
  assertAlmostEquals(pairedImprovement(CTM, CNN), golden.improvement.ctm_cnn_paired, 1e-12);
});

Deno.test("equal runs count half", () => {
  assertEquals(probabilityOfImprovement([1, 2], [2]), 0.25);
  assertEquals(pairedImprovement([1, 2], [1, 1]), 0.75);
});

Deno.test("Noether's numbers of runs", () => {
  const cases = [
    [{}, golden.noether["g.75"]],
    [{ power: 0.8 }, golden.noether["g.75_power80"]],
    [{ gamma: 0.9 }, golden.noether["g.9"]],
    [{ gamma: 0.6 }, golden.noether["g.6"]],
  ] as const;
  for (const [options, [exact, rounded]] of cases) {
    assertAlmostEquals(noetherRuns(options), exact!, 1e-5);
    assertEquals(Math.ceil(noetherRuns(options)), rounded);
  }
  assertThrows(() => noetherRuns({ gamma: 0.5 }), RangeError, "0.5");
});

Deno.test("an improvement needs runs, paired ones as many on both sides", () => {
  assertThrows(() => probabilityOfImprovement([], [1]), RangeError, "both models");
  assertThrows(() => pairedImprovement([1], [1, 2]), RangeError, "1 with 2");
});
