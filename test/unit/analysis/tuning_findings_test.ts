import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  type Comparison,
  modelTuningFindings,
  tuningRows,
  type TuningVerdicts,
  type Verdict,
} from "../../../src/analysis/mod.ts";
import { exampleSearch } from "../../support/example_tuning.ts";

Deno.test("the expected best of k trials are the numbers of the protocol, 3.12", () => {
  const values = [62, 70.5, 71, 71.8, 72, 72.3, 72.4, 73.1].map((value) => value / 100);
  const { expected, best } = modelTuningFindings(exampleSearch("ctm", values))!;
  assertEquals(expected.map(({ trials }) => trials), [1, 2, 3, 4, 5, 6, 7, 8]);
  for (const [k, value] of [[1, 70.6375], [2, 72.064062], [4, 72.579907], [8, 72.841375]]) {
    assertAlmostEquals(100 * expected[k! - 1]!.accuracy, value!, 1e-6);
  }
  assertEquals([best.position, best.accuracy], [8, 0.731]);
});

Deno.test("trials that diverged count, missing ones do not", () => {
  const search = exampleSearch("ctm", [0.5, 0.1, null]);
  const trials = search.trials.map((trial, index) =>
    index === 1 ? { ...trial, status: "diverged" as const } : trial
  );
  const found = modelTuningFindings({ ...search, trials })!;
  assertEquals([found.trials, found.diverged, found.expected.length], [3, 1, 2]);
  assertEquals(modelTuningFindings(exampleSearch("ctm", [null])), null);
});

/** Verdicts against one baseline, by the number of trials. */
function verdictsOf(
  ...given: readonly [trials: number, verdict: Verdict | null][]
): TuningVerdicts[] {
  return given.map(([trials, verdict]) => ({
    trials,
    sameBest: [],
    comparisons: verdict === null ? [] : [{ right: "lstm", verdict } as Comparison],
  }));
}

Deno.test("a verdict is tuning-robust, flips at some lengths, or is open at some", () => {
  const [robust] = tuningRows(verdictsOf([4, "leads"], [8, "leads"], [16, "leads"]));
  assertEquals([robust!.robust, robust!.flips], [true, []]);
  const [flips] = tuningRows(verdictsOf([4, "trails"], [8, "inconclusive"], [16, "leads"]));
  assertEquals([flips!.robust, flips!.flips], [false, [4]]);
  const [open] = tuningRows(verdictsOf([4, null], [8, "inconclusive"], [16, "leads"]));
  assertEquals([open!.robust, open!.flips], [false, []]);
  const [undecided] = tuningRows(verdictsOf([4, "leads"], [16, "inconclusive"]));
  assertEquals([undecided!.robust, undecided!.flips], [false, []]);
  const [never] = tuningRows(verdictsOf([4, "inconclusive"], [16, "inconclusive"]));
  assertEquals([never!.robust, never!.flips], [false, []]);
  assertEquals(tuningRows([]), []);
});
