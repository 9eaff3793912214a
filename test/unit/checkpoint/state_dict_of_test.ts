import { assertEquals } from "@std/assert";
import { stateDictOf } from "../../../src/checkpoint/state_dict_of.ts";
import type { TorchStorage, TorchTensor, TorchValue } from "../../../src/checkpoint/torch_value.ts";
import { assertUsageThrows } from "../datasets/small_data.ts";

/** The numbers 0, 1, 2, ... */
function storageOf(length: number): TorchStorage {
  const bytes = new Uint8Array(Float32Array.from({ length }, (_, i) => i).buffer);
  return { kind: "storage", type: "F32", length, bytes };
}

function view(shape: readonly number[], strides: readonly number[], offset = 0): TorchTensor {
  return { kind: "tensor", storage: storageOf(24), shape, strides, offset };
}

const vector = view([2], [1]);
const read = { shape: [2], data: Float32Array.of(0, 1) };

Deno.test("stateDictOf() finds the dictionary under either key or as the value", () => {
  const dictionary = new Map<TorchValue, TorchValue>([["w", vector]]);
  const expected = new Map([["w", read]]);
  assertEquals(stateDictOf(dictionary), expected);
  assertEquals(stateDictOf(new Map([["state_dict", dictionary]])), expected);
  const both = new Map<TorchValue, TorchValue>([
    ["iteration", 3],
    ["state_dict", new Map([["other", vector]])],
    ["model_state_dict", dictionary],
  ]);
  assertEquals(stateDictOf(both), expected);
});

const VIEWS: readonly (readonly [what: string, TorchTensor, readonly number[]])[] = [
  ["contiguous rows from an offset", view([2, 2], [2, 1], 5), [5, 6, 7, 8]],
  ["a transposed matrix", view([3, 2], [1, 3]), [0, 3, 1, 4, 2, 5]],
  ["every other element", view([3], [2], 1), [1, 3, 5]],
  ["permuted axes", view([2, 2, 3], [1, 12, 4]), [0, 4, 8, 12, 16, 20, 1, 5, 9, 13, 17, 21]],
  ["a repeated row", view([2, 2], [0, 1], 3), [3, 4, 3, 4]],
  ["an axis of one with a strange stride", view([2, 1, 2], [2, 99, 1]), [0, 1, 2, 3]],
  ["a single number", view([], [], 23), [23]],
  ["nothing", view([0, 3], [99, 99], 99), []],
];

for (const [what, tensor, values] of VIEWS) {
  Deno.test(`stateDictOf() reads ${what}`, () => {
    const read = stateDictOf(new Map([["w", tensor]])).get("w");
    assertEquals(read, { shape: [...tensor.shape], data: Float32Array.from(values) });
  });
}

Deno.test("stateDictOf() copies the elements of a shared storage for each tensor", () => {
  const { storage } = vector;
  const shared = { kind: "tensor" as const, storage, shape: [2], strides: [1] };
  const tensors = stateDictOf(
    new Map([["a", { ...shared, offset: 0 }], ["b", { ...shared, offset: 1 }]]),
  );
  tensors.get("a")!.data[1] = 50;
  assertEquals(tensors.get("b")!.data, Float32Array.of(1, 2));
});

const NONE: readonly (readonly [what: string, TorchValue, ...message: string[]])[] = [
  ["a number", 3, "found a number"],
  ["a tensor", vector, "found a tensor"],
  ["an empty dictionary", new Map(), "found a dictionary of "],
  [
    "no state dictionary",
    new Map<TorchValue, TorchValue>([["weights", new Map([["w", vector]])], ["x\n", 1]]),
    "no state dictionary",
    "a dictionary of weights, x?",
  ],
  [
    "an entry that is not a tensor",
    new Map([["state_dict", new Map<TorchValue, TorchValue>([["w", vector], ["v", [1]]])]]),
    "v in the state dictionary is a list, expected a tensor",
  ],
  [
    "a number as a name",
    new Map([["state_dict", new Map<TorchValue, TorchValue>([[1, vector]])]]),
    "a number as a key",
  ],
  [
    "a number beyond float32",
    new Map([["w", {
      ...view([1], [1]),
      storage: {
        kind: "storage" as const,
        type: "F64" as const,
        length: 1,
        bytes: new Uint8Array(Float64Array.of(1e300).buffer),
      },
    }]]),
    "tensor w holds 1e+300, which is beyond float32",
  ],
  [
    "few elements repeated to very many",
    new Map([["w", view([2 ** 20, 2 ** 20], [0, 0])]]),
    "repeat 24 stored elements to 1099511627776",
  ],
  [
    "one storage viewed by very many tensors",
    new Map(
      Array.from({ length: 18 }, (_, i) => [`w${i}`, view([2 ** 20], [0])] as const),
    ),
    "repeat",
  ],
];

for (const [what, value, ...message] of NONE) {
  Deno.test(`stateDictOf() refuses ${what}`, () => {
    assertUsageThrows(() => stateDictOf(value), ...message);
  });
}
