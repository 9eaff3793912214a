import { assertEquals } from "@std/assert";
import { argumentsOf } from "../../../src/checkpoint/arguments_of.ts";
import type { TorchValue } from "../../../src/checkpoint/torch_value.ts";
import { assertUsageThrows } from "../datasets/small_data.ts";

const FIELDS = new Map<string, TorchValue>([
  ["d_model", 512],
  ["device", [-1]],
  ["dropout_nlm", null],
  ["nested", new Map<TorchValue, TorchValue>([["a", new Set([1])], [2, "b"]])],
  ["array", { kind: "skipped", name: "numpy.ndarray" }],
  ["mixed", [1, { kind: "skipped", name: "numpy.ndarray" }]],
]);

const PLAIN = {
  d_model: 512,
  device: [-1],
  dropout_nlm: null,
  nested: { a: [1], 2: "b" },
  mixed: [1],
};

Deno.test("argumentsOf() returns the fields of a namespace or a dictionary, without the rest", () => {
  assertEquals(argumentsOf(new Map([["args", { kind: "record", fields: FIELDS }]])), PLAIN);
  assertEquals(argumentsOf(new Map([["args", FIELDS]])), PLAIN);
});

Deno.test("argumentsOf() returns null without such fields", () => {
  for (const value of [null, 3, [], new Map(), new Map([["args", 3]])]) {
    assertEquals(argumentsOf(value), null);
  }
});

Deno.test("argumentsOf() keeps the prototype of objects out of reach", () => {
  const value = argumentsOf(new Map([["args", new Map([["__proto__", new Map([["a", 1]])]])]]))!;
  assertEquals(Object.entries(value), [["__proto__", { a: 1 }]]);
  assertEquals(Object.getPrototypeOf(value), Object.prototype);
});

Deno.test("argumentsOf() refuses shared lists that would unfold without end", () => {
  let doubling: TorchValue = 1;
  for (let level = 0; level < 60; level++) doubling = [doubling, doubling];
  const value = new Map([["args", new Map([["laughs", doubling]])]]);
  assertUsageThrows(() => argumentsOf(value), "more than 10000 values");
});
