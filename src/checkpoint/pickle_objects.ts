import { usageError } from "../spec/errors.ts";
import { elementSize } from "./element_type.ts";
import { constructorOf, createEmpty, resolveGlobal, storageType } from "./pickle_globals.ts";
import { malformedPickle, type PickleMachine, pop, top } from "./pickle_machine.ts";
import { printable } from "./printable.ts";
import { refused } from "./refused.ts";
import { isSize } from "./stored_tensor.ts";
import { describeValue, isKind, type TorchStorage, type TorchValue } from "./torch_value.ts";

/** The value of a module's name, both given as values (STACK_GLOBAL). */
export function resolveNamed(machine: PickleMachine): TorchValue {
  const [member, module] = [pop(machine), pop(machine)];
  if (typeof module !== "string" || typeof member !== "string") {
    throw refused("wants to call something by a name that is not a text");
  }
  return resolveGlobal(module, member);
}

/** The result of a call (REDUCE). */
export function reduce(machine: PickleMachine): TorchValue {
  const [args, called] = [pop(machine), pop(machine)];
  if (!Array.isArray(args)) throw malformedPickle();
  const value = constructorOf(called)(args, machine.allow);
  if (value instanceof Set) machine.nesting.place(value, value);
  return value;
}

/** A new object of a class (NEWOBJ). */
export function makeObject(machine: PickleMachine): TorchValue {
  const [args, called] = [pop(machine), pop(machine)];
  if (!Array.isArray(args)) throw malformedPickle();
  return createEmpty(called, args);
}

/**
 * Sets the state of the value on top (BUILD): the fields of a record. Attributes of a dictionary,
 * such as the versions of a state dictionary's modules, are dropped.
 */
export function build(machine: PickleMachine) {
  const state = pop(machine);
  const target = top(machine);
  if (isKind(target, "skipped") || (target instanceof Map && state instanceof Map)) return;
  if (!isKind(target, "record") || !(state instanceof Map)) {
    throw refused(`wants to set the state of ${describeValue(target)}`);
  }
  machine.allow(state.size);
  machine.nesting.place(target, state.values());
  const fields = target.fields as Map<string, TorchValue>;
  for (const [name, value] of state) {
    if (typeof name !== "string") throw malformedPickle();
    fields.set(name, value);
  }
}

/**
 * The storage of a persistent id (BINPERSID): ("storage", class, key, device, number of elements).
 *
 * @param storages Bytes by key.
 */
export function findStorage(
  machine: PickleMachine,
  storages: ReadonlyMap<string, Uint8Array>,
): TorchStorage {
  const id = pop(machine);
  const [tag, storageClass, key, , length] = Array.isArray(id) ? id as TorchValue[] : [];
  const type = storageType(storageClass);
  if (tag !== "storage" || type === null || typeof key !== "string" || !isSize(length)) {
    throw refused("refers to something outside that is not the storage of a tensor");
  }
  const bytes = storages.get(key);
  const needed = length * elementSize(type);
  if (bytes === undefined || needed > bytes.length) {
    throw usageError(
      `storage ${printable(key)} ${
        bytes === undefined ? "is missing" : `has ${bytes.length} bytes instead of ${needed}`
      }; get the file again`,
    );
  }
  return { kind: "storage", type, length, bytes };
}
