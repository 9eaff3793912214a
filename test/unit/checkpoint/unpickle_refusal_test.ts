import { assert } from "@std/assert";
import fc from "fast-check";
import { openPyTorchZip } from "../../../src/checkpoint/pytorch_zip.ts";
import { unpickle } from "../../../src/checkpoint/unpickle.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import { assertUsageThrows } from "../datasets/small_data.ts";
import { fileBytes } from "./files.ts";
import {
  floatStorage,
  floatTensor,
  int,
  named,
  pickleOf,
  type PicklePart,
  text,
  tuple,
} from "./pickle_bytes.ts";

const STORAGES = new Map([["0", new Uint8Array(24)]]);

/** A call of a function with one text. */
const call = (module: string, member: string) =>
  pickleOf(named(module, member), "(", text("touch evil"), "tR.");

const repeat = (count: number, ...parts: PicklePart[]) =>
  Array.from({ length: count }, () => parts).flat();

type Case = readonly [what: string, pickle: Uint8Array, ...message: string[]];

const CALLS: readonly Case[] = [
  ...[
    "os.system",
    "posix.system",
    "nt.system",
    "subprocess.Popen",
    "builtins.eval",
    "builtins.exec",
    "__builtin__.eval",
    "builtins.getattr",
    "builtins.__import__",
    "importlib.import_module",
    "runpy._run_code",
    "torch.load",
    "torch.storage._load_from_bytes",
    "torch._utils._rebuild_tensor_v2.__globals__",
    "torch._utils._rebuild_sparse_tensor",
    "torch.nn.modules.linear.Linear",
    "torch.ComplexFloatStorage",
    "collections.defaultdict",
    "pathlib.PosixPath",
    "numpy.load",
    "__main__.Model",
    "constructor.constructor",
    "__proto__.toString",
  ].map((name): Case => {
    const dot = name.lastIndexOf(".");
    const pickle = call(name.slice(0, dot), name.slice(dot + 1));
    return [`a call of ${name}`, pickle, `refused: the file wants to call ${name};`];
  }),
  [
    "a call by texts",
    pickleOf(text("os"), text("system"), [0x93], "(", text("touch evil"), "tR."),
    "refused: the file wants to call os.system;",
  ],
  [
    "a call by remembered texts",
    pickleOf(text("system"), ["q".charCodeAt(0), 0], text("posix"), "h", 0, [0x93], "."),
    "wants to call posix.system;",
  ],
  ["a name that is a number", pickleOf(int(1), text("system"), [0x93], "."), "not a text"],
  [
    "a name that is made by a call",
    pickleOf(named("_codecs", "encode"), "(", text("os"), text("latin1"), "tR", text("x"), [0x93]),
    "not a text",
  ],
  [
    "a name that breaks the line",
    call("os\x1b[2K\r", "system\u2028Done."),
    "wants to call os?[2K?.system?Done.;",
  ],
  ["a long name", call("m".repeat(500), "x"), `${"m".repeat(100)}…;`],
  ["INST", pickleOf("(", text("touch evil"), "iposix\nsystem\n."), "opcode 0x69"],
  ["OBJ", pickleOf("(", named("torch", "Size"), "o."), "opcode 0x6f"],
  ["EXT1", pickleOf([0x82, 1], "."), "opcode 0x82"],
  ["NEWOBJ_EX", pickleOf(named("argparse", "Namespace"), ")}", [0x92], "."), "opcode 0x92"],
  ["a persistent id as text", pickleOf("P0\n."), "opcode 0x50"],
  ["a buffer from outside", pickleOf([0x97], "."), "opcode 0x97"],
  ["a call of a number", pickleOf(int(1), ")R."), "wants to call a number"],
  ["a call of a text", pickleOf(text("os.system"), ")R."), "wants to call a string"],
  ["a call of a storage class", pickleOf(named("torch", "FloatStorage"), ")R."), "FloatStorage"],
  ["a call of a namespace", pickleOf(named("argparse", "Namespace"), ")R."), "argparse.Namespace"],
  [
    "an object of another class",
    pickleOf(named("torch", "Size"), ")", [0x81], "."),
    "make an object of torch.Size",
  ],
  [
    "an object with arguments",
    pickleOf(named("argparse", "Namespace"), "(", text("x"), "t", [0x81], "."),
    "make an object of argparse.Namespace",
  ],
  ["a state of a number", pickleOf(int(1), "}b."), "set the state of a number"],
  ["a state of a list", pickleOf("]}b."), "set the state of a list"],
  [
    "a state of a tensor",
    pickleOf(floatTensor({ shape: [6], strides: [1] }), "}", text("__setstate__"), "Nsb."),
    "set the state of a tensor",
  ],
  [
    "a state of a function",
    pickleOf(named("torch._utils", "_rebuild_tensor_v2"), "}b."),
    "set the state of a global",
  ],
  [
    "a state that is not a dictionary",
    pickleOf(named("argparse", "Namespace"), ")", [0x81], "]b."),
    "set the state of a record",
  ],
];

const tensor = (...args: PicklePart[]) =>
  pickleOf(named("torch._utils", "_rebuild_tensor_v2"), "(", ...args, "tR.");

const persistent = (...id: PicklePart[]) => pickleOf("(", ...id, "tQ.");

const ODD_TENSORS: readonly Case[] = [
  [
    "a persistent id that is not a storage",
    persistent(text("module"), named("torch", "FloatStorage"), text("0"), text("cpu"), int(6)),
    "not the storage of a tensor",
  ],
  ["a persistent id that is a text", pickleOf(text("0"), "Q."), "not the storage of a tensor"],
  [
    "a storage of another class",
    persistent(text("storage"), named("torch", "Size"), text("0"), text("cpu"), int(6)),
    "not the storage of a tensor",
  ],
  [
    "a storage of negative length",
    persistent(text("storage"), named("torch", "FloatStorage"), text("0"), text("cpu"), int(-1)),
    "not the storage of a tensor",
  ],
  ["a missing storage", pickleOf(floatStorage("../0", 6), "."), "storage ../0 is missing"],
  ["a storage beyond its file", pickleOf(floatStorage("0", 7), "."), "has 24 bytes instead of 28"],
  [
    "a tensor beyond its storage",
    pickleOf(floatTensor({ shape: [7], strides: [1] }), "."),
    "[7] reaches beyond its storage of 6 elements",
  ],
  [
    "a tensor whose offset leads beyond",
    pickleOf(floatTensor({ shape: [2], strides: [1], offset: 5 }), "."),
    "reaches beyond",
  ],
  [
    "a tensor whose strides lead beyond",
    pickleOf(floatTensor({ shape: [2, 2], strides: [4, 2] }), "."),
    "reaches beyond",
  ],
  [
    "a tensor whose strides overflow",
    pickleOf(
      floatTensor({ shape: Array(40).fill(2 ** 31 - 1), strides: Array(40).fill(2 ** 31 - 1) }),
      ".",
    ),
    "reaches beyond",
  ],
  [
    "a negative stride",
    pickleOf(floatTensor({ shape: [2], strides: [-1], offset: 5 }), "."),
    "without a storage",
  ],
  [
    "a negative offset",
    pickleOf(floatTensor({ shape: [1], strides: [1], offset: -1 }), "."),
    "without a storage",
  ],
  [
    "fewer strides than sizes",
    pickleOf(floatTensor({ shape: [1, 1], strides: [1] }), "."),
    "without a storage",
  ],
  [
    "too many axes",
    pickleOf(floatTensor({ shape: Array(65).fill(1), strides: Array(65).fill(1) }), "."),
    "without a storage",
  ],
  ["a tensor of a number", tensor(int(1), int(0), tuple([1]), tuple([1])), "without a storage"],
  ["a tensor of nothing", tensor(), "without a storage"],
  [
    "a parameter of a number",
    pickleOf(named("torch._utils", "_rebuild_parameter"), "(", int(1), "tR."),
    "Parameter with unexpected arguments",
  ],
  ["a device of a number", pickleOf(named("torch", "device"), "K", 1, 0x85, "R."), "torch.device"],
  ["a size of a number", pickleOf(named("torch", "Size"), "K", 1, 0x85, "R."), "torch.Size"],
  ["a set of a number", pickleOf(named("builtins", "set"), "K", 1, 0x85, "R."), "calls set"],
  [
    "an ordered dictionary of arguments",
    pickleOf(named("collections", "OrderedDict"), "]", 0x85, "R."),
    "calls OrderedDict",
  ],
  [
    "bytes in another encoding",
    pickleOf(named("_codecs", "encode"), text("a"), text("rot13"), 0x86, "R."),
    "calls _codecs.encode",
  ],
  [
    "bytes beyond 255",
    pickleOf(named("_codecs", "encode"), text("\u0100"), text("latin1"), 0x86, "R."),
    "calls _codecs.encode",
  ],
];

const BOMBS: readonly Case[] = [
  ["100,000 lists in each other", pickleOf("]".repeat(1e5), "a".repeat(99_999), "."), "64 deep"],
  ["100,000 tuples in each other", pickleOf(")", Array(1e5).fill(0x85), "."), "64 deep"],
  ["100,000 open marks", pickleOf("(".repeat(1e5), "."), "malformed"],
  ["a list in itself", pickleOf("]q", 0, "h", 0, "a."), "lies in another or in itself"],
  [
    "two lists in each other",
    pickleOf("]q", 0, "]q", 1, "h", 0, "a", "h", 0, "h", 1, "a."),
    "lies in another or in itself",
  ],
  [
    "a dictionary in itself",
    pickleOf("}q", 0, text("a"), "h", 0, "s."),
    "lies in another or in itself",
  ],
  [
    "a namespace in itself",
    pickleOf(named("argparse", "Namespace"), [0x29, 0x81], "q", 0, "}", text("a"), "h", 0, "sb."),
    "lies in another or in itself",
  ],
  ["a whole number of 2 GB", pickleOf([0x8b, 255, 255, 255, 127], "."), "2147483647 bytes"],
  ["a whole number of 257 bytes", pickleOf([0x8b, 1, 1, 0, 0], Array(257).fill(1), "."), "257"],
  ["a text of 4 GB", pickleOf([0x58, 255, 255, 255, 255], "."), "a text of 4294967295 bytes"],
  [
    "a text beyond 2^53",
    pickleOf([0x8d], Array(8).fill(255), "."),
    "a size of 18446744073709551615",
  ],
  ["bytes of 4 GB", pickleOf([0x42, 255, 255, 255, 255], "."), "cut short"],
  ["a frame beyond the end", pickleOf([0x95], [9, 0, 0, 0, 0, 0, 0, 0], "N."), "malformed"],
  ["two million opcodes", pickleOf("(".repeat(2_000_001)), "more than 2000000 steps"],
  [
    "a large set made again and again",
    pickleOf(
      named("builtins", "set"),
      ["q".charCodeAt(0), 0],
      "](",
      ...repeat(1000, "K", 1),
      "e",
      [0x85, "q".charCodeAt(0), 1],
      ...repeat(50, "h", 0, "h", 1, "R"),
    ),
    "over and over",
  ],
  [
    "a long text encoded again and again",
    pickleOf(
      named("_codecs", "encode"),
      ["q".charCodeAt(0), 0],
      text("x".repeat(200)),
      text("latin1"),
      [0x86, "q".charCodeAt(0), 1],
      ...repeat(50, "h", 0, "h", 1, "R"),
    ),
    "over and over",
  ],
];

const MALFORMED: readonly Case[] = [
  ["no pickle", new TextEncoder().encode("(lp0\n."), "not a pickle"],
  ["protocol 0", Uint8Array.of(0x80, 0, 0x4e, 0x2e), "protocol 0, expected 2 to 5"],
  ["protocol 6", Uint8Array.of(0x80, 6, 0x4e, 0x2e), "protocol 6, expected 2 to 5"],
  ["nothing", new Uint8Array(), "cut short"],
  ["no result", pickleOf("."), "malformed"],
  ["two results", pickleOf("NN."), "malformed"],
  ["an open mark", pickleOf("N(."), "malformed"],
  ["bytes after the end", pickleOf("N.N"), "malformed"],
  ["a tuple without a mark", pickleOf("Nt."), "malformed"],
  ["a tuple of too few", pickleOf("N", 0x86, "."), "malformed"],
  ["an item across a mark", pickleOf("]N(ata."), "malformed"],
  ["a memo of nothing", pickleOf("q", 0, "."), "malformed"],
  ["a memo across a mark", pickleOf("N(q", 0, "t", 0x86, "."), "malformed"],
  ["an unknown memo", pickleOf("h", 0, "."), "malformed"],
  ["items of a number", pickleOf(int(1), "Na."), "malformed"],
  ["a key of a list", pickleOf("]NNs."), "malformed"],
  ["an odd number of items", pickleOf("}(Nu."), "malformed"],
  ["members of a list", pickleOf("](", [0x90], "."), "malformed"],
  ["arguments that are a number", pickleOf(named("torch", "Size"), "K", 1, "R."), "malformed"],
  [
    "a field without a name",
    pickleOf(named("argparse", "Namespace"), [0x29, 0x81], "}NNsb."),
    "malformed",
  ],
  ["a text that is not UTF-8", pickleOf([0x58, 1, 0, 0, 0, 0xff], "."), "not UTF-8"],
  ["a name without an end", pickleOf("cos\nsystem"), "cut short"],
];

for (
  const [what, pickle, ...message] of [...CALLS, ...ODD_TENSORS, ...BOMBS, ...MALFORMED]
) {
  Deno.test(`unpickle() refuses ${what}`, () => {
    assertUsageThrows(() => unpickle(pickle, STORAGES), ...message);
  });
}

Deno.test("unpickle() shares the parts of a doubling value instead of copying them", () => {
  // Sixty levels of pairs: 2^60 leaves, if anything copied them.
  const levels = Array.from(
    { length: 60 },
    (_, i) => ["q", i, "h", i, 0x86] as PicklePart[],
  );
  let value = unpickle(pickleOf(")", ...levels.flat(), "."), STORAGES);
  for (let level = 0; level < 60; level++) {
    assert(Array.isArray(value) && value.length === 2 && value[0] === value[1]);
    value = value[0];
  }
});

/** What reading ends with: any value, or one line for the user. */
function assertReadsOrRefuses(read: () => unknown) {
  try {
    read();
  } catch (error) {
    assert(error instanceof BenchError, `${error}`);
    assert(error.code === 2 && !/[\n\r]/.test(error.message), error.message);
  }
}

Deno.test("unpickle() refuses every truncation of the pickle of a real checkpoint", () => {
  for (const name of ["every_type_protocol2.pt", "every_type_protocol5.pt"]) {
    const { pickle, storages } = openPyTorchZip(fileBytes(name));
    for (let length = 0; length < pickle.length; length++) {
      assertUsageThrows(() => unpickle(pickle.subarray(0, length), storages), "");
    }
  }
});

Deno.test("unpickle() reads or refuses a real checkpoint with any bytes changed", () => {
  for (const name of ["like_the_authors.pt", "containers_protocol5.pt"]) {
    const { pickle, storages } = openPyTorchZip(fileBytes(name));
    const changes = fc.array(fc.tuple(fc.nat(pickle.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(changes, (changes) => {
        const changed = pickle.slice();
        for (const [at, byte] of changes) changed[at] = byte;
        assertReadsOrRefuses(() => unpickle(changed, storages));
      }),
      { seed: 20250703, numRuns: 400 },
    );
  }
});
