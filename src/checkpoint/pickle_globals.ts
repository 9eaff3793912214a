import type { ElementType } from "./element_type.ts";
import { printable } from "./printable.ts";
import { refused } from "./refused.ts";
import { rebuildTensor } from "./torch_tensor.ts";
import { describeValue, isKind, type TorchValue } from "./torch_value.ts";

/** Arguments of a call. */
type Arguments = readonly TorchValue[];

/** Notes how many elements a call copies; throws once there are too many. */
type Allow = (copied: number) => void;

/** Turns the arguments of a call into a value. */
type Constructor = (args: Arguments, allow: Allow) => TorchValue;

const STORAGE_TYPES: ReadonlyMap<string, ElementType> = new Map([
  ["torch.DoubleStorage", "F64"],
  ["torch.FloatStorage", "F32"],
  ["torch.HalfStorage", "F16"],
  ["torch.BFloat16Storage", "BF16"],
  ["torch.LongStorage", "I64"],
  ["torch.IntStorage", "I32"],
  ["torch.ShortStorage", "I16"],
  ["torch.CharStorage", "I8"],
  ["torch.ByteStorage", "U8"],
  ["torch.BoolStorage", "BOOL"],
]);

const ELEMENT_TYPES: ReadonlySet<string> = new Set(
  [
    "float64",
    "float32",
    "float16",
    "bfloat16",
    "int64",
    "int32",
    "int16",
    "int8",
    "uint8",
    "bool",
  ].map((name) => `torch.${name}`),
);

/** Everything that a checkpoint may call. None of it is Python's: these functions are all there is. */
const CONSTRUCTORS: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ["torch._utils._rebuild_tensor_v2", rebuildTensor],
  ["torch._utils._rebuild_parameter", rebuildParameter],
  ["torch.Size", ([sizes]) => requireArray("torch.Size", sizes)],
  ["torch.device", rebuildDevice],
  ["collections.OrderedDict", rebuildOrderedDict],
  ["collections.Counter", rebuildCounter],
  ...["__builtin__", "builtins"].flatMap((module): [string, Constructor][] => [
    [`${module}.set`, rebuildSet],
    [`${module}.frozenset`, rebuildSet],
    [`${module}.bytes`, rebuildEmptyBytes],
  ]),
  ["_codecs.encode", encodeBytes],
  ...[
    "numpy.dtype",
    "numpy.ndarray",
    ...["core", "_core"].flatMap((folder) => [
      `numpy.${folder}.multiarray._reconstruct`,
      `numpy.${folder}.multiarray.scalar`,
      `numpy.${folder}.numeric._frombuffer`,
    ]),
  ].map((name): [string, Constructor] => [name, () => ({ kind: "skipped", name })]),
]);

/** The one class whose objects are made empty and then filled. */
const RECORD = "argparse.Namespace";

/**
 * What a module's name stands for.
 *
 * @throws {BenchError} With exit code 2, naming it, unless it is one of the few that are harmless.
 */
export function resolveGlobal(module: string, member: string): TorchValue {
  const name = `${module}.${member}`;
  if (ELEMENT_TYPES.has(name)) return name;
  if (CONSTRUCTORS.has(name) || STORAGE_TYPES.has(name) || name === RECORD) {
    return { kind: "global", name };
  }
  throw refused(`wants to call ${printable(name)}`);
}

/** The type of elements of a storage class, or `null` for any other value. */
export function storageType(value: TorchValue | undefined): ElementType | null {
  return value !== undefined && isKind(value, "global")
    ? STORAGE_TYPES.get(value.name) ?? null
    : null;
}

/**
 * What happens instead of a call. The result throws a {@link BenchError} for arguments that
 * PyTorch never passes.
 *
 * @param called What {@link resolveGlobal} returned.
 * @throws {BenchError} With exit code 2 if it is nothing to call.
 */
export function constructorOf(called: TorchValue): Constructor {
  const constructor = isKind(called, "global") ? CONSTRUCTORS.get(called.name) : undefined;
  if (constructor === undefined) throw refused(`wants to call ${nameOf(called)}`);
  return constructor;
}

/** An empty object of a class, to be filled. @throws {BenchError} As {@link constructorOf}. */
export function createEmpty(called: TorchValue, args: Arguments): TorchValue {
  if (!isKind(called, "global") || called.name !== RECORD || args.length > 0) {
    throw refused(`wants to make an object of ${nameOf(called)}`);
  }
  return { kind: "record", fields: new Map() };
}

function nameOf(called: TorchValue): string {
  return isKind(called, "global") ? called.name : describeValue(called);
}

/** Its tensor; that it was a parameter does not matter here. */
function rebuildParameter([tensor]: Arguments): TorchValue {
  if (tensor === undefined || !isKind(tensor, "tensor")) throw unexpected("Parameter");
  return tensor;
}

function rebuildDevice([type, index]: Arguments): TorchValue {
  if (typeof type !== "string") throw unexpected("torch.device");
  return typeof index === "number" ? `${type}:${index}` : type;
}

/** Always empty; the pickle fills it afterwards. */
function rebuildOrderedDict(args: Arguments): TorchValue {
  if (args.length > 0) throw unexpected("OrderedDict");
  return new Map();
}

function rebuildCounter([counts]: Arguments): TorchValue {
  if (!(counts instanceof Map)) throw unexpected("Counter");
  return counts;
}

function rebuildSet([members]: Arguments, allow: Allow): TorchValue {
  const values = requireArray("set", members);
  allow(values.length);
  return new Set(values);
}

function rebuildEmptyBytes(args: Arguments): TorchValue {
  if (args.length > 0) throw unexpected("bytes");
  return new Uint8Array();
}

/** How protocol 2, which has no bytes, writes them: as a text of characters below 256. */
function encodeBytes([text, encoding]: Arguments, allow: Allow): TorchValue {
  if (typeof text !== "string" || encoding !== "latin1") throw unexpected("_codecs.encode");
  allow(text.length);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) throw unexpected("_codecs.encode");
    bytes[i] = code;
  }
  return bytes;
}

function requireArray(name: string, value: TorchValue | undefined): readonly TorchValue[] {
  if (!Array.isArray(value)) throw unexpected(name);
  return value;
}

function unexpected(name: string) {
  return refused(`calls ${name} with unexpected arguments`);
}
