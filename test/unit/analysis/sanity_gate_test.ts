import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  comparePaired,
  type GateInput,
  gateObstacle,
  sanityGate,
} from "../../../src/analysis/mod.ts";

const MODEL: GateInput = {
  label: "cnn",
  validation: [0.97, 0.98, 0.976, 0.974, 0.974],
  examples: 1000,
  chance: 0.1,
  reference: null,
  floor: null,
};
const REFERENCE = {
  source: "results/reference/one",
  validation: [0.97, 0.98, 0.976, 0.974, 0.974],
};

Deno.test("without a reference a model must be clearly above guessing", () => {
  const gate = sanityGate(MODEL);
  assertEquals([gate.passed, gate.rule, gate.against, gate.notice], [true, "floor", 0.1, null]);
  // Wilson's interval of 4874 of 5000.
  assertAlmostEquals(gate.interval.low, 0.9700776, 1e-6);
  assertAlmostEquals(gate.interval.high, 0.9787934, 1e-6);
  const guessing = sanityGate({ ...MODEL, validation: [0.104, 0.108] });
  assertEquals(guessing.passed, false);
  assertStringIncludes(guessing.reason, "not clearly above guessing (10.0 %): it has not learned");
});

Deno.test("and above a classifier that needs no training", () => {
  const floor = { name: "the nearest class mean", accuracy: 0.806 };
  assert(sanityGate({ ...MODEL, floor }).passed);
  const weak = sanityGate({ ...MODEL, floor, validation: [0.788] });
  assertEquals([weak.passed, weak.against], [false, 0.806]);
  assertStringIncludes(
    weak.reason,
    "cnn reached 78.8 % [76.2 %, 81.2 %] on validation, which is not clearly above the nearest class mean (80.6 %) and guessing (10.0 %)",
  );
});

Deno.test("with a reference a model must not be below it by more than the margin", () => {
  const equal = sanityGate({ ...MODEL, reference: REFERENCE });
  assertEquals([equal.passed, equal.rule, equal.notice], [true, "reference", null]);
  // Pooled sd .0036332, half-width t(.95; 8) * sd * sqrt(2 / 5).
  assertAlmostEquals(equal.interval.high, 1.8595480 * 0.0036332 * Math.sqrt(0.4), 1e-6);

  const weak = sanityGate({ ...MODEL, validation: [0.788], reference: REFERENCE });
  assertEquals(weak.passed, false);
  assertStringIncludes(weak.reason, "18.68 pp below its reference (97.5 % in 5 runs of");
  // Below, but not certainly by more than the margin of 0.25 pp.
  assert(sanityGate({ ...MODEL, validation: [0.968, 0.975], reference: REFERENCE }).passed);
});

Deno.test("suspiciously good is a notice, and no obstacle", () => {
  const good = sanityGate({ ...MODEL, validation: [0.99, 0.991], reference: REFERENCE });
  assert(good.passed);
  assertStringIncludes(good.notice ?? "", "1.57 pp above its reference");
  assertEquals(gateObstacle([good], ["cnn"]), null);
});

Deno.test("a reference of one run is none where there is one run", () => {
  const reference = { ...REFERENCE, validation: [0.97] };
  assertEquals(sanityGate({ ...MODEL, validation: [0.5], reference }).rule, "floor");
  assertEquals(sanityGate({ ...MODEL, validation: [0.5, 0.5], reference }).rule, "reference");
  assertThrows(() => sanityGate({ ...MODEL, validation: [] }), RangeError);
});

Deno.test("a failed gate leaves both directions of a comparison undecided, and says why", () => {
  const gates = [sanityGate({ ...MODEL, validation: [0.1] })];
  const gate = gateObstacle(gates, ["ctm", "cnn"]);
  assertEquals(gateObstacle(gates, ["ctm", "lstm"]), null);
  for (const [left, right] of [[0.9, 0.5], [0.5, 0.9]]) {
    const side = (label: string, accuracy: number) => ({
      label,
      validationError: 0.1,
      runs: [1, 2, 3, 4, 5].map((seed) => ({
        seed,
        correct: null,
        accuracy: accuracy + 0.001 * (seed % 3) * (label === "ctm" ? 1 : 2),
        examples: 100,
        exampleIds: null,
        diverged: false,
      })),
    });
    const input = {
      left: side("ctm", left!),
      right: side("cnn", right!),
      dataset: "mnist",
      alpha: 0.05,
      comparisons: 1,
      margin: 0.01,
      chance: 0.1,
    };
    assert(comparePaired(input).verdict !== "inconclusive");
    const blocked = comparePaired({ ...input, gate });
    assertEquals(blocked.verdict, "inconclusive");
    assertStringIncludes(blocked.obstacle ?? "", "sanity gate failed: cnn reached 10.0 %");
    assertStringIncludes(blocked.reason, "sanity gate failed");
    assertStringIncludes(blocked.missing ?? "", "a recipe with which cnn learns");
    assertEquals(new Set(blocked.strip.map(({ verdict }) => verdict)), new Set(["inconclusive"]));
  }
});
