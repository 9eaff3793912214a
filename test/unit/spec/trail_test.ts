import { assert, assertEquals } from "@std/assert";
import { lossBits, lossesOf, trailRowSchema } from "../../../src/spec/trail.ts";

Deno.test("losses are written as the digits of their float32, and read back exactly", () => {
  // 1 is 3f800000 and -2 is c0000000 in IEEE 754.
  assertEquals(lossBits([1, -2]), "3f800000c0000000");
  const losses = [0, -0, Math.fround(0.1), Infinity, -Infinity, NaN, 2 ** -149];
  const read = lossesOf(lossBits(losses));
  assert(losses.every((loss, index) => Object.is(loss, read[index])), `${read}`);
});

Deno.test("every NaN is written alike", () => {
  const strange = new Float32Array(new Uint32Array([0xffc12345]).buffer);
  assertEquals(lossBits(strange), lossBits([NaN]));
});

Deno.test("a row whose digits are cut short is no row", () => {
  const row = { kind: "losses", first: 1, bits: "3f80000" };
  assertEquals(trailRowSchema.safeParse(row).success, false);
});
