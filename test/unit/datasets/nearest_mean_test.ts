import { assertEquals } from "@std/assert";
import { nearestMeanAccuracy } from "../../../datasets/mod.ts";

/** Images of two pixels, so many as there are labels. */
function split(labels: readonly number[], imageOf: (label: number, index: number) => number[]) {
  return {
    labels: Uint16Array.from(labels),
    images: Uint8Array.from(labels.flatMap((label, index) => imageOf(label, index))),
    examples: labels.length,
  };
}

const LABELS = Array.from({ length: 42 }, (_, index) => (index * 5) % 3);

Deno.test("classes that lie apart are told by their means", () => {
  const train = split(LABELS, (label, index) => [80 * label + index % 4, 10 * (index % 5)]);
  assertEquals(nearestMeanAccuracy(train, { classes: 3 }), 1);
});

Deno.test("measured on every seventh example, which makes no mean", () => {
  // Only the examples that are measured on are swapped: all of them are wrong.
  const train = split(LABELS, (label, index) => [
    index % 7 === 0 ? 80 * ((label + 1) % 3) : 80 * label,
    0,
  ]);
  assertEquals(nearestMeanAccuracy(train, { classes: 3 }), 0);
});

Deno.test("with few examples a class may have no mean, and is never the answer", () => {
  const train = split(LABELS, (label) => [80 * label, 0]);
  // The first example for the means is of class 2: a third of the examples is.
  const measured = LABELS.filter((_, index) => index % 7 === 0);
  const right = measured.filter((label) => label === 2).length / measured.length;
  assertEquals(nearestMeanAccuracy(train, { classes: 3, most: 1 }), right);
});
