import type { ElementType } from "./element_type.ts";

/**
 * A value that a checkpoint holds. Lists, tuples and `torch.Size` are arrays; dict, `OrderedDict`
 * and `Counter` are maps; whole numbers beyond 2^53 - 1 are `bigint`; `torch.float32` and
 * `torch.device("cpu")` are the strings "torch.float32" and "cpu". Values may be shared between
 * containers, but no container holds itself.
 */
export type TorchValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly TorchValue[]
  | ReadonlySet<TorchValue>
  | ReadonlyMap<TorchValue, TorchValue>
  | TorchRecord
  | TorchTensor
  | TorchStorage
  | TorchGlobal
  | SkippedValue;

/** The fields of an `argparse.Namespace`. */
export interface TorchRecord {
  readonly kind: "record";
  readonly fields: ReadonlyMap<string, TorchValue>;
}

/** A strided view of a storage; `readTensor` copies its elements out. */
export interface TorchTensor {
  readonly kind: "tensor";
  readonly storage: TorchStorage;
  readonly shape: readonly number[];
  /** In elements, one per axis. */
  readonly strides: readonly number[];
  /** Of the first element, in elements. */
  readonly offset: number;
}

/** The elements that tensors view. */
export interface TorchStorage {
  readonly kind: "storage";
  readonly type: ElementType;
  /** Number of elements. */
  readonly length: number;
  /** A view of the file, the same one for all storages of one key. */
  readonly bytes: Uint8Array;
}

/** One of the few classes and functions that a checkpoint may name; not called, only named. */
export interface TorchGlobal {
  readonly kind: "global";
  readonly name: string;
}

/** Something harmless that no one here needs, such as NumPy's random state. */
export interface SkippedValue {
  readonly kind: "skipped";
  /** What it is in Python. */
  readonly name: string;
}

/** Whether a value is one of the tagged kinds. */
export function isKind<K extends Tagged["kind"]>(
  value: TorchValue,
  kind: K,
): value is Extract<Tagged, { readonly kind: K }> {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}

type Tagged = TorchRecord | TorchTensor | TorchStorage | TorchGlobal | SkippedValue;

/** What a value is, for messages. */
export function describeValue(value: TorchValue): string {
  if (value === null) return "None";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Map) return "a dictionary";
  if (value instanceof Set) return "a set";
  if (value instanceof Uint8Array) return "bytes";
  if (typeof value !== "object") return `a ${typeof value}`;
  return "kind" in value ? `a ${value.kind}` : "a container";
}
