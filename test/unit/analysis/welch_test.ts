import { assertAlmostEquals, assertEquals } from "@std/assert";
import { welch } from "../../../src/analysis/welch.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

Deno.test("welch() gives the unpaired contrast of F1", () => {
  const { CTM, LSTM, CNN } = golden.accuracies;
  const lstm = welch(CTM, LSTM)!;
  assertAlmostEquals(lstm.t, golden.welch.CTM_LSTM.t, 1e-6);
  assertAlmostEquals(lstm.p, golden.welch.CTM_LSTM.p, 5e-11);
  // Equal variances and sizes: 2 S - 2.
  assertAlmostEquals(lstm.degreesOfFreedom, 18, 1e-9);
  // Variances .0916667 and .049: (.140667)^2 / ((.0916667^2 + .049^2) / 9)
  assertAlmostEquals(
    welch(CTM, CNN)!.degreesOfFreedom,
    (0.302765 ** 2 + 0.221359 ** 2) ** 2 / ((0.302765 ** 4 + 0.221359 ** 4) / 9),
    1e-3,
  );
});

Deno.test("welch() is null where there is no variation to divide by", () => {
  assertEquals(welch([1], [1, 2]), null);
  assertEquals(welch([1, 1], [2, 2]), null);
});
