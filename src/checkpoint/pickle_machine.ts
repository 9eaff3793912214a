import { type BenchError, usageError } from "../spec/errors.ts";
import { type Nesting, watchNesting } from "./nesting.ts";
import { refused } from "./refused.ts";
import type { TorchValue } from "./torch_value.ts";

/** What a pickle works on: a stack, marks on it, and a memo of values that occur again. */
export interface PickleMachine {
  readonly stack: TorchValue[];
  /** Heights of the stack at the open marks. */
  readonly marks: number[];
  readonly memo: Map<number, TorchValue>;
  readonly nesting: Nesting;
  /** Notes how many elements a call copies. @throws {BenchError} Once there are too many. */
  readonly allow: (copied: number) => void;
}

/**
 * An empty machine.
 *
 * @param size Bytes of the pickle: as many elements may be copied in total, so that few bytes
 * cannot grow into many by being used again and again.
 */
export function pickleMachine(size: number): PickleMachine {
  let total = 0;
  return {
    stack: [],
    marks: [],
    memo: new Map(),
    nesting: watchNesting(),
    allow(copied) {
      total += copied;
      if (total > size) throw refused("copies the same values over and over");
    },
  };
}

/** The error about a pickle that no pickler writes. */
export function malformedPickle(): BenchError {
  return usageError("the pickle is malformed; get the file again");
}

/** Takes the last `count` values off the stack. */
export function popMany({ stack, marks }: PickleMachine, count: number): TorchValue[] {
  if (stack.length - count < (marks.at(-1) ?? 0)) throw malformedPickle();
  return stack.splice(stack.length - count);
}

/** Takes the last value off the stack. */
export function pop(machine: PickleMachine): TorchValue {
  return popMany(machine, 1)[0]!;
}

/** Takes the last mark and all values above it. */
export function popMarked({ stack, marks }: PickleMachine): TorchValue[] {
  const mark = marks.pop();
  if (mark === undefined) throw malformedPickle();
  return stack.splice(mark);
}

/** The last value of the stack. */
export function top({ stack, marks }: PickleMachine): TorchValue {
  const value = stack.at(-1);
  if (value === undefined || stack.length === marks.at(-1)) throw malformedPickle();
  return value;
}

/** The value that was remembered under `key`. */
export function recall({ memo }: PickleMachine, key: number): TorchValue {
  const value = memo.get(key);
  if (value === undefined) throw malformedPickle();
  return value;
}

/** Pushes a container that comes with all its members. */
export function pushWhole(machine: PickleMachine, container: TorchValue[] | Set<TorchValue>) {
  machine.nesting.place(container, container);
  machine.stack.push(container);
}

/** Adds items to the list on top. */
export function append(machine: PickleMachine, items: readonly TorchValue[]) {
  const list = top(machine);
  if (!Array.isArray(list)) throw malformedPickle();
  machine.nesting.place(list, items);
  for (const item of items) list.push(item);
}

/** Adds items to the set on top. */
export function addItems(machine: PickleMachine, items: readonly TorchValue[]) {
  const set = top(machine);
  if (!(set instanceof Set)) throw malformedPickle();
  machine.nesting.place(set, items);
  for (const item of items) set.add(item);
}

/** Adds entries to the dictionary on top. @param items Keys and values in turn. */
export function setItems(machine: PickleMachine, items: readonly TorchValue[]) {
  const map = top(machine);
  if (!(map instanceof Map) || items.length % 2 !== 0) throw malformedPickle();
  machine.nesting.place(map, items);
  for (let i = 0; i < items.length; i += 2) map.set(items[i]!, items[i + 1]!);
}
