import { assertEquals, assertThrows } from "@std/assert";
import { BenchError } from "../../../src/spec/mod.ts";
import { generate, type Generated } from "../../../src/verify/generated.ts";

/** A parameter of a golden case, with the values that the authors' side checked it with. */
const PARAMETER: Generated = {
  name: "param/trace_processor.0.0.w1",
  shape: [10, 12, 45],
  algorithm: "mulberry32-uniform",
  seed: 2133272122,
  amplitude: 1.106797218322754,
  check: {
    first: [0.6741576194763184, 0.03150717541575432, -1.0389155149459839],
    last: -0.7272471785545349,
    sum: 38.33596012883936,
  },
};

Deno.test("a generated parameter is the one that its check says", () => {
  const { shape, data } = generate(PARAMETER);
  assertEquals(shape, [10, 12, 45]);
  assertEquals(data.length, 5400);
});

Deno.test("a generated parameter that differs from its check is refused by name", () => {
  const changes: Partial<Generated>[] = [
    { seed: 2133272123 },
    { amplitude: 1.1068 },
    { shape: [10, 12, 44] },
    { check: { ...PARAMETER.check, sum: 38.33597 } },
    { check: { ...PARAMETER.check, last: 0 } },
  ];
  for (const change of changes) {
    assertThrows(() => generate({ ...PARAMETER, ...change }), BenchError, PARAMETER.name);
  }
});
