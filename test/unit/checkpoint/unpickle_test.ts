import { assert, assertEquals } from "@std/assert";
import { openPyTorchZip } from "../../../src/checkpoint/pytorch_zip.ts";
import { isKind, type TorchValue } from "../../../src/checkpoint/torch_value.ts";
import { unpickle } from "../../../src/checkpoint/unpickle.ts";
import { fileBytes } from "./files.ts";
import { int, named, pickleOf, text } from "./pickle_bytes.ts";

const NONE = new Map<string, Uint8Array>();

function readFile(name: string): ReadonlyMap<TorchValue, TorchValue> {
  const { pickle, storages } = openPyTorchZip(fileBytes(name));
  const value = unpickle(pickle, storages);
  assert(value instanceof Map);
  return value;
}

for (const protocol of [2, 5]) {
  Deno.test(`unpickle() reads containers and constants of protocol ${protocol}`, () => {
    const value = readFile(`containers_protocol${protocol}.pt`);
    const skipped = value.get("array");
    assert(skipped !== undefined && isKind(skipped, "skipped"), "a NumPy array");
    const expected = new Map<string, TorchValue>([
      ["numbers", [0, 255, 65535, -1, 2 ** 31, -(2n ** 53n), 2n ** 64n, -(2n ** 127n), 0.1, 1 / 0]],
      ["texts", ["", "größe", "🙂"]],
      ["bytes", [new Uint8Array(), Uint8Array.of(0, 0x80, 0xff)]],
      ["constants", [null, true, false]],
      ["set", new Set([3])],
      ["frozenset", new Set([4])],
      [
        "nested",
        new Map<TorchValue, TorchValue>([[1, new Map([["two", [3]]])], [[1, 2], "tuple"]]),
      ],
      ["torch", [[2, 3], "cpu", "cuda:1", "torch.float16"]],
      ["array", skipped],
      ["counter", new Map([["a", 2], ["b", 1]])],
      ["many", Array.from({ length: 2500 }, (_, i) => i)],
    ]);
    assertEquals(value, expected);
  });
}

Deno.test("unpickle() reads a whole checkpoint of the authors' training scripts", () => {
  const value = readFile("like_the_authors.pt");
  assertEquals(value.get("iteration"), 2);
  const optimiser = value.get("optimizer_state_dict") as ReadonlyMap<TorchValue, TorchValue>;
  const state = optimiser.get("state") as ReadonlyMap<TorchValue, ReadonlyMap<string, TorchValue>>;
  assertEquals([...state.keys()], [0, 1, 2, 3, 4, 5, 6, 7]);
  assertEquals([...state.get(0)!.keys()], ["step", "exp_avg", "exp_avg_sq"]);
  const schedule = value.get("scheduler_state_dict") as ReadonlyMap<TorchValue, TorchValue>;
  assertEquals(schedule.get("milestones"), new Map([[1, 1], [5, 1]]));
  // Python's generator: version, 624 words and a position, no spare normal number.
  const [version, words, spare] = value.get("random_rng_state") as readonly TorchValue[];
  assertEquals([version, (words as readonly number[]).length, spare], [3, 625, null]);
  const [generator, array, position] = value.get("numpy_rng_state") as readonly TorchValue[];
  assertEquals([generator, typeof position], ["MT19937", "number"]);
  assert(isKind(array!, "skipped"));
});

const SMALL: readonly (readonly [what: string, pickle: Uint8Array, value: unknown])[] = [
  ["numbers on one byte", pickleOf("K", 200, "."), 200],
  ["negative numbers", pickleOf(int(-2), "."), -2],
  ["an empty long", pickleOf(0x8a, 0, "."), 0],
  ["a long of 4 bytes length", pickleOf(0x8b, [2, 0, 0, 0], [0, 0x80], "."), -32768],
  [
    "the largest exact number",
    pickleOf(0x8a, 7, [255, 255, 255, 255, 255, 255, 31], "."),
    2 ** 53 - 1,
  ],
  ["the next number", pickleOf(0x8a, 7, [0, 0, 0, 0, 0, 0, 32], "."), 2n ** 53n],
  ["floats, big-endian", pickleOf("G", [0xc0, 4, 0, 0, 0, 0, 0, 0], "."), -2.5],
  ["single items", pickleOf("]N", "a}", text("k"), 0x88, "sa."), [null, new Map([["k", true]])]],
  ["values remembered twice", pickleOf("(]q", 0, "h", 0, "t."), [[], []]],
  [
    "32-bit keys of the memo",
    pickleOf("Nr", [1, 0, 1, 0], "j", [1, 0, 1, 0], 0x86, "."),
    [null, null],
  ],
  [
    "an empty state of a dictionary",
    pickleOf(named("collections", "OrderedDict"), ")R}b."),
    new Map(),
  ],
];

for (const [what, pickle, value] of SMALL) {
  Deno.test(`unpickle() reads ${what}`, () => assertEquals(unpickle(pickle, NONE), value));
}

Deno.test("unpickle() keeps shared values shared", () => {
  const [first, second] = unpickle(pickleOf("(]q", 0, "h", 0, "t."), NONE) as TorchValue[];
  assert(first === second);
});

Deno.test("unpickle() keeps names that mean something to JavaScript plain", () => {
  const pickle = pickleOf(
    named("argparse", "Namespace"),
    [0x29, 0x81],
    "}(",
    text("__proto__"),
    text("x"),
    text("constructor"),
    text("y"),
    "ub.",
  );
  const value = unpickle(pickle, NONE);
  assert(isKind(value, "record"));
  assertEquals([...value.fields], [["__proto__", "x"], ["constructor", "y"]]);
});
