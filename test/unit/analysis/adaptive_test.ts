import fc from "fast-check";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { adaptiveFindings } from "../../../src/analysis/adaptive.ts";
import { certaintyThresholds, stoppingTicks } from "../../../src/analysis/certainty_threshold.ts";
import { rightAnswers } from "../../../src/spec/mod.ts";
import { examplePredictions } from "../../support/study_fixture.ts";

const meanTicks = (stops: Uint16Array) =>
  1 + stops.reduce((sum, tick) => sum + tick, 0) / stops.length;

Deno.test("thresholds: two examples, three ticks, by hand", () => {
  const validation = {
    examples: 2,
    ticks: 3,
    certainty: Float32Array.of(0.25, 0.5, 0.75, 0.5, 0.125, 1),
  };
  // Largest so far, sorted: 0.25 0.5 0.5 0.5. Budgets of 1, 2 and 3 mean ticks let 0, 2, 4 run on.
  assertEquals(certaintyThresholds(validation), [0.25, 0.5, Infinity]);
  assertEquals([...stoppingTicks(validation, 0.25)], [0, 0]);
  assertEquals([...stoppingTicks(validation, 0.5)], [1, 0]);
  assertEquals([...stoppingTicks(validation, 0.6)], [2, 2]);
  assertEquals([...stoppingTicks(validation, Infinity)], [2, 2]);
});

Deno.test("each threshold keeps its budget, and the next certainty above would not", () => {
  const cells = fc.record({
    examples: fc.integer({ min: 1, max: 12 }),
    ticks: fc.integer({ min: 1, max: 6 }),
    values: fc.array(fc.constantFrom(0, 0.125, 0.25, 0.5, 0.625, 1, NaN), {
      minLength: 72,
      maxLength: 72,
    }),
  });
  fc.assert(
    fc.property(cells, ({ examples, ticks, values }) => {
      const certainty = Float32Array.from(values.slice(0, examples * ticks));
      const validation = { examples, ticks, certainty };
      const thresholds = certaintyThresholds(validation);
      assertEquals(thresholds.length, ticks);
      const used = thresholds.map((threshold) => meanTicks(stoppingTicks(validation, threshold)));
      used.forEach((mean, index) => {
        assert(mean <= index + 1, `${mean} ticks for a budget of ${index + 1}`);
        if (index > 0) {
          assert(mean >= used[index - 1]! && thresholds[index]! >= thresholds[index - 1]!);
        }
        const stricter = [...certainty].filter((value) => value > thresholds[index]!);
        for (const other of [...stricter, Infinity].filter((value) => value > thresholds[index]!)) {
          assert(meanTicks(stoppingTicks(validation, other)) > index + 1);
        }
      });
      assertEquals(used.at(-1), ticks);
      assertEquals(thresholds.at(-1), Infinity);
    }),
    { seed: 1, numRuns: 400 },
  );
});

Deno.test("the last budget reads the last tick, the first budget the first", () => {
  const runs = [1, 2, 3].map((seed) => ({
    seed,
    test: examplePredictions({ seed, ticks: 5 }),
    validation: examplePredictions({ seed: seed + 7, ticks: 5, examples: 30 }),
  }));
  const { trials, single } = adaptiveFindings([
    { label: "ctm", runs },
    { label: "cnn", runs: [{ seed: 1, test: examplePredictions({ ticks: 1 }), validation: null }] },
  ], { alpha: 0.05 })!;
  assertEquals(trials.map(({ label, ticks, runs }) => [label, ticks, runs]), [["ctm", 5, 3]]);
  assertEquals(single.map(({ label, accuracy }) => [label, accuracy.count]), [["cnn", 1]]);
  const points = trials[0]!.points;
  assertEquals(points.map(({ budget }) => budget), [1, 2, 3, 4, 5]);
  assertEquals(points.map(({ threshold }) => threshold === null), [
    false,
    false,
    false,
    false,
    true,
  ]);
  const accuracyAtTick = (tick: number) =>
    runs.reduce((sum, { test }) => {
      let right = 0;
      for (let example = 0; example < test.examples; example++) {
        right += rightAnswers(test, example, tick);
      }
      return sum + right / test.examples / runs.length;
    }, 0);
  assertAlmostEquals(points[4]!.accuracy.mean, accuracyAtTick(4), 1e-12);
  assertEquals([points[4]!.ticks.mean, points[4]!.validationTicks.mean, points[4]!.gain.mean], [
    5,
    5,
    0,
  ]);
  assertAlmostEquals(points[2]!.fixedAccuracy.mean, accuracyAtTick(2), 1e-12);
  points.slice(1).forEach((point, index) => {
    assert(point.ticks.mean >= points[index]!.ticks.mean, "ticks used on the test rise, too");
  });
});

Deno.test("the histogram holds every answer once and tells right from wrong", () => {
  const test = {
    ...examplePredictions({ examples: 4, ticks: 2, classes: 3 }),
    labels: Uint16Array.of(0, 1, 2, 0),
    // Right at the first tick: examples 0 and 1; at the second: 1 and 2.
    predicted: Uint16Array.of(0, 1, 1, 1, 0, 2, 1, 1),
    certainty: Float32Array.of(0.9, 1, 0.8, 1, 0.1, 0.2, 0.2, 0.3),
  };
  const [trial] = adaptiveFindings(
    [{ label: "ctm", runs: [{ seed: 1, test, validation: test }] }],
    { alpha: 0.05 },
  )!.trials;
  // A budget of 1 mean tick: all stop at once.
  assertEquals(trial!.histogram.budget, 1);
  assertEquals(trial!.histogram.bars, [
    { tick: 1, right: 0.5, wrong: 0.5 },
    { tick: 2, right: 0, wrong: 0 },
  ]);
  assertEquals([trial!.histogram.rightTicks!.mean, trial!.histogram.wrongTicks!.mean], [1, 1]);
  assertEquals(trial!.points[0]!.accuracy.mean, 0.5);
});

Deno.test("without validation predictions there is nothing to choose a threshold on", () => {
  const runs = [{ seed: 1, test: examplePredictions(), validation: null }];
  assertEquals(adaptiveFindings([{ label: "ctm", runs }], { alpha: 0.05 }), null);
});
