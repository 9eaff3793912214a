import { assertAlmostEquals, assertEquals } from "@std/assert";
import { edgeOf, searchDimensionSchema, valueAt } from "../../../src/spec/mod.ts";

const log = { setting: "optimiser.learningRate", low: 1e-4, high: 1e-2, scale: "log" } as const;
const linear = { setting: "schedule.warmup", low: 0, high: 0.2, scale: "linear" } as const;
const integer = { setting: "model.layers", low: 1, high: 3, scale: "integer" } as const;

Deno.test("valueAt() goes from one end of the range to the other on its scale", () => {
  assertAlmostEquals(valueAt(log, 0), 1e-4);
  assertAlmostEquals(valueAt(log, 0.5), 1e-3);
  assertAlmostEquals(valueAt(linear, 0.25), 0.05);
  assertEquals([0, 0.33, 0.34, 0.67, 0.999].map((place) => valueAt(integer, place)), [
    ...[1, 1, 2],
    ...[3, 3],
  ]);
});

Deno.test("edgeOf() is the outer twentieth of the range, and the very ends of whole numbers", () => {
  assertEquals([1e-4, 1.2e-4, 1.3e-4, 7.9e-3, 8e-3].map((value) => edgeOf(log, value)), [
    ...["low", "low", null] as const,
    ...[null, "high"] as const,
  ]);
  assertEquals([0, 0.01, 0.011, 0.19].map((value) => edgeOf(linear, value)), [
    ...["low", "low", null, "high"] as const,
  ]);
  assertEquals([1, 2, 3].map((value) => edgeOf(integer, value)), ["low", null, "high"]);
  assertEquals(edgeOf(linear, 0.3), null, "borrowed from outside the range");
});

Deno.test("a range that cannot be searched is refused", () => {
  const refused = [
    { ...linear, low: 0.2 },
    { ...log, low: 0 },
    { ...integer, high: 2.5 },
    { ...log, setting: "learningRate" },
  ];
  for (const one of refused) assertEquals(searchDimensionSchema.safeParse(one).success, false);
});
