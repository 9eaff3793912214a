import { usageError } from "../spec/errors.ts";
import { printable } from "./printable.ts";
import { elementCount, type StoredTensor } from "./stored_tensor.ts";
import { readTensor } from "./torch_tensor.ts";
import { describeValue, isKind, type TorchTensor, type TorchValue } from "./torch_value.ts";

/** Where checkpoints keep the state dictionary. */
const KEYS = ["model_state_dict", "state_dict"] as const;

/** Elements that a small file may have at least, however few it stores. */
const ALWAYS_ALLOWED = 2 ** 24;

/** Shared storages are stored once and copied for each tensor; so many copies are allowed. */
const MOST_COPIES = 4;

/**
 * The state dictionary of a checkpoint: what lies under `model_state_dict` or `state_dict`, or the
 * value itself if it is a dictionary of tensors.
 *
 * @throws {BenchError} With exit code 2 and one line if there is none, an entry is not a tensor or
 * cannot be converted, or the tensors view their storages so often that they would fill the memory.
 */
export function stateDictOf(value: TorchValue): Map<string, StoredTensor> {
  const entries = [...findDictionary(value)].map(([name, tensor]) => {
    if (typeof name !== "string") {
      throw usageError(`the state dictionary has ${describeValue(name)} as a key, expected names`);
    }
    if (!isKind(tensor, "tensor")) {
      throw usageError(
        `${printable(name)} in the state dictionary is ${describeValue(tensor)}, expected a tensor`,
      );
    }
    return [name, tensor] as const;
  });
  requireHonestSize(entries.map(([, tensor]) => tensor));
  return new Map(entries.map(([name, tensor]) => {
    try {
      return [name, readTensor(tensor)];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw usageError(`tensor ${printable(name)} ${error.message}; save it as another type`);
    }
  }));
}

function findDictionary(value: TorchValue): ReadonlyMap<TorchValue, TorchValue> {
  if (value instanceof Map) {
    for (const key of KEYS) {
      const dictionary = value.get(key);
      if (dictionary instanceof Map && dictionary.size > 0) return dictionary;
    }
    if (value.size > 0 && [...value.values()].every((entry) => isKind(entry, "tensor"))) {
      return value;
    }
  }
  const found = value instanceof Map
    ? `a dictionary of ${
      [...value.keys()].slice(0, 8).map((key) => printable(String(key))).join(", ")
    }`
    : describeValue(value);
  throw usageError(
    `no state dictionary: expected a dictionary of tensors, alone or under ${
      KEYS.join(" or ")
    }, found ${found}`,
  );
}

function requireHonestSize(tensors: readonly TorchTensor[]) {
  const storages = new Map(tensors.map(({ storage }) => [storage.bytes, storage.length]));
  const stored = [...storages.values()].reduce((sum, length) => sum + length, 0);
  const viewed = tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  if (viewed > Math.max(ALWAYS_ALLOWED, MOST_COPIES * stored)) {
    throw usageError(
      `the tensors repeat ${stored} stored elements to ${viewed}; save them with .contiguous()`,
    );
  }
}
