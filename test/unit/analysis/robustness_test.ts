import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { describe } from "../../../src/analysis/describe.ts";
import { type CorruptedTrial, robustnessFindings } from "../../../src/analysis/robustness.ts";
import { CORRUPTIONS, type Robustness, STRENGTHS } from "../../../src/spec/mod.ts";

/** Accuracy falls by `step` with every strength; the pixels are named after their set. */
function measured(clean: number, step: number, change: Partial<Robustness> = {}): Robustness {
  return {
    schema: 1,
    examples: 100,
    clean: { accuracy: clean, sha256: "clean" },
    corrupted: CORRUPTIONS.flatMap((corruption) =>
      STRENGTHS.map((strength) => ({
        corruption,
        strength,
        accuracy: clean - step * strength,
        sha256: `${corruption} ${strength}`,
      }))
    ),
    ...change,
  };
}

function trial(label: string, runs: readonly (Robustness | null | "diverged")[]): CorruptedTrial {
  return {
    label,
    runs: runs.map((one, index) => ({
      seed: index + 1,
      diverged: one === "diverged",
      robustness: one === "diverged" ? null : one,
    })),
  };
}

const OPTIONS = { pairs: [{ left: "ctm", right: "cnn" }], alpha: 0.05, chance: 0.1 };

Deno.test("accuracies by strength, their means and paired differences", () => {
  const ctm = [measured(0.9, 0.1), measured(0.92, 0.1), measured(0.91, 0.11)];
  const cnn = [measured(0.95, 0.12), measured(0.94, 0.12), measured(0.96, 0.12)];
  const found = robustnessFindings([trial("ctm", ctm), trial("cnn", cnn)], OPTIONS)!;
  assertEquals([found.examples, found.trials.length, found.differences.length], [100, 2, 6]);
  const cell = found.trials[0]!.cells.find((one) =>
    one.corruption === "blur" && one.strength === 2
  )!;
  assertAlmostEquals(cell.accuracy.mean, (0.7 + 0.72 + 0.69) / 3, 1e-12);
  // The mean strength is 3.
  assertAlmostEquals(found.trials[1]!.overall.mean, 0.95 - 0.36, 1e-12);
  const shift = found.differences.find(({ corruption }) => corruption === "shift")!;
  const accuracy = describe([0.6 - 0.59, 0.62 - 0.58, 0.58 - 0.6]);
  assertAlmostEquals(shift.accuracy.mean, accuracy.mean, 1e-12);
  assertAlmostEquals(shift.accuracy.interval!.low, accuracy.interval!.low, 1e-9);
  const loss = describe([0.3 - 0.36, 0.3 - 0.36, 0.33 - 0.36]);
  assertAlmostEquals(shift.loss.mean, loss.mean, 1e-12);
  assert(shift.pHolm! >= shift.accuracy.p!);
});

Deno.test("a diverged run counts at chance, a run without the file not at all", () => {
  const found = robustnessFindings([
    trial("ctm", [measured(0.9, 0.1), "diverged", null]),
    trial("cnn", [measured(0.9, 0.1), measured(0.9, 0.1), measured(0.9, 0.1)]),
  ], OPTIONS)!;
  assertEquals(found.trials.map(({ clean }) => clean.count), [2, 3]);
  assertAlmostEquals(found.trials[0]!.clean.mean, (0.9 + 0.1) / 2, 1e-12);
  const [first] = found.differences;
  assertEquals(first!.seeds, [1, 2]);
  assertAlmostEquals(first!.accuracy.mean, (0 + 0.1 - 0.6) / 2, 1e-12);
  assertEquals(robustnessFindings([trial("ctm", [null])], OPTIONS), null);
  assertEquals(robustnessFindings([trial("ctm", ["diverged"])], OPTIONS), null);
});

Deno.test("one seed has differences without an interval", () => {
  const one = [measured(0.9, 0.1)];
  const found = robustnessFindings([trial("ctm", one), trial("cnn", one)], OPTIONS)!;
  const [first] = found.differences;
  assertEquals([first!.accuracy.interval, first!.accuracy.p, first!.pHolm], [null, null, null]);
});

Deno.test("runs that were not tested on the same pixels are refused with the set", () => {
  const good = measured(0.9, 0.1);
  const changed = (sha256: string) => ({
    ...good,
    corrupted: good.corrupted.map((cell, index) => index === 7 ? { ...cell, sha256 } : cell),
  });
  const both = (other: Robustness) => [trial("ctm", [good]), trial("cnn", [other])];
  const refuse = (other: Robustness, part: string) =>
    assertThrows(() => robustnessFindings(both(other), OPTIONS), Error, part);
  refuse(changed("other pixels"), "blur 3");
  refuse({ ...good, clean: { ...good.clean, sha256: "other" } }, "clean");
  refuse({ ...good, corrupted: good.corrupted.slice(1) }, "noise 1");
  refuse({ ...good, examples: 99 }, "100 and 99 examples");
});
