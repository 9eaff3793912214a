import fc from "fast-check";
import { assertEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import type { Predictions } from "../../../src/spec/mod.ts";
import { accuracyOf, correctExamples } from "../../../src/store/correct_examples.ts";
import { decodePredictions, encodePredictions } from "../../../src/store/predictions_file.ts";
import { examplePredictions } from "../../support/study_fixture.ts";

const sizes = fc.record({
  examples: fc.integer({ min: 1, max: 30 }),
  ticks: fc.constantFrom(1, 2, 7, 256, 257),
  classes: fc.constantFrom(2, 10, 256, 257, 1000),
  seed: fc.integer({ min: 1, max: 1000 }),
});

Deno.test("decoding what was encoded gives ids exactly and fractions within 7.7e-6", () => {
  fc.assert(
    fc.property(sizes, (size) => {
      const before = examplePredictions(size);
      const after = decodePredictions(encodePredictions(before));
      for (const key of ["examples", "ticks", "classes", "labels", "predicted", "readoutTick"]) {
        assertEquals(after[key as keyof Predictions], before[key as keyof Predictions]);
      }
      for (const key of ["confidence", "certainty"] as const) {
        before[key].forEach((value, index) =>
          assertLessOrEqual(Math.abs(value - after[key][index]!), 7.7e-6)
        );
      }
      assertEquals(accuracyOf(after), accuracyOf(before));
      assertEquals([after.logLoss, after.brier], [before.logLoss, before.brier]);
    }),
    { seed: 1, numRuns: 60 },
  );
});

Deno.test("an example of 2 ticks and 2 classes has the documented bytes", () => {
  const bytes = encodePredictions({
    examples: 1,
    ticks: 2,
    classes: 2,
    positions: 1,
    labels: Uint16Array.of(1),
    predicted: Uint16Array.of(0, 1),
    readoutTick: Uint16Array.of(1),
    confidence: Float32Array.of(0, 1),
    certainty: Float32Array.of(0.5, NaN),
    logLoss: Float32Array.of(1, 0.5),
    brier: Float32Array.of(2, NaN),
  });
  assertEquals(new TextDecoder().decode(bytes.subarray(0, 8)), "CTMP0003");
  assertEquals([...bytes.subarray(8)], [
    ...[1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0], // n, T, classes, P
    ...[1, 0, 0, 0], // with scores
    ...[1, 0, 1, 1], // label, predicted, readout tick
    ...[0, 0, 254, 255], // 0 and 65534
    ...[255, 127, 255, 255], // 32767 and 65535, NaN
    ...[0, 0, 128, 63, 0, 0, 0, 63], // log loss 1, 0.5
    ...[0, 0, 0, 64, 0, 0, 192, 127], // Brier score 2, NaN
  ]);
});

Deno.test("a file of the version before is read, without scores", () => {
  const before = { ...examplePredictions({ examples: 3, ticks: 2 }), logLoss: null, brier: null };
  const bytes = encodePredictions(before);
  const old = new Uint8Array([...bytes.subarray(0, 24), ...bytes.subarray(28)]);
  old[7] = "2".charCodeAt(0);
  assertEquals(decodePredictions(old), decodePredictions(bytes));
  assertEquals(decodePredictions(old).logLoss, null);
  assertThrows(() => decodePredictions(old.subarray(0, -1)), RangeError, "bytes instead of");
});

Deno.test("one score without the other is refused, and a flag that says neither", () => {
  const good = examplePredictions();
  assertThrows(() => encodePredictions({ ...good, brier: null }), RangeError, "come together");
  const short = { ...good, brier: good.brier!.subarray(1) };
  assertThrows(() => encodePredictions(short), RangeError, "a score has 119 values");
  const bytes = encodePredictions(good);
  bytes[24] = 2;
  assertThrows(() => decodePredictions(bytes), RangeError, "2 where 1 or 0");
});

Deno.test("several positions an example: every one is kept, and each counts", () => {
  const before: Predictions = {
    examples: 2,
    ticks: 2,
    classes: 300,
    positions: 3,
    labels: Uint16Array.of(1, 2, 299, 4, 5, 6),
    // Read are the second tick of the first example and the first of the second.
    predicted: Uint16Array.of(0, 0, 0, 1, 2, 0, 4, 5, 6, 0, 0, 0),
    readoutTick: Uint16Array.of(1, 0),
    confidence: new Float32Array(4),
    certainty: new Float32Array(4),
    logLoss: null,
    brier: null,
  };
  const after = decodePredictions(encodePredictions(before));
  assertEquals(after, before);
  assertEquals([...correctExamples(after)], [2 / 3, 1]);
  assertEquals(accuracyOf(after), 5 / 6);
});

Deno.test("values just outside [0, 1] become its ends, and NaN stays NaN", () => {
  const predictions = examplePredictions({ examples: 3, ticks: 1 });
  predictions.certainty.set([-1e-7, 1.0000001, NaN]);
  assertEquals(
    [...decodePredictions(encodePredictions(predictions)).certainty],
    [0, 1, NaN],
  );
});

Deno.test("a file that is cut short, longer or of another kind is refused", () => {
  const bytes = encodePredictions(examplePredictions());
  assertThrows(() => decodePredictions(bytes.subarray(0, -1)), RangeError, "bytes instead of");
  assertThrows(() => decodePredictions(new Uint8Array([...bytes, 0])), RangeError);
  assertThrows(() => decodePredictions(bytes.subarray(0, 5)), RangeError, "not a predictions");
  assertThrows(() => decodePredictions(bytes.subarray(1)), RangeError, "not a predictions");
});

Deno.test("predictions that contradict their sizes are refused", () => {
  const good = examplePredictions();
  const wrongLength = { ...good, certainty: good.certainty.subarray(1) };
  assertThrows(() => encodePredictions(wrongLength), RangeError, "certainty has 119 values");
  const wrongClass = { ...good, labels: good.labels.map((label) => label + 1) };
  assertThrows(() => encodePredictions(wrongClass), RangeError, "labels holds 10");
  const wrongTick = { ...good, readoutTick: good.readoutTick.map(() => 3) };
  assertThrows(() => encodePredictions(wrongTick), RangeError, "readoutTick holds 3");
});

Deno.test("accuracy counts the prediction at each example's readout tick", () => {
  const accuracy = accuracyOf({
    ...examplePredictions({ examples: 2, ticks: 2, classes: 3 }),
    labels: Uint16Array.of(2, 1),
    predicted: Uint16Array.of(0, 2, 0, 1),
    readoutTick: Uint16Array.of(1, 0),
  });
  // The first example is right at its second tick, the second is wrong at its first.
  assertEquals(accuracy, 0.5);
});
