import { usageError } from "../spec/errors.ts";
import { type ByteReader, byteReader } from "./byte_reader.ts";
import { resolveGlobal } from "./pickle_globals.ts";
import { readLiteral } from "./pickle_literal.ts";
import {
  addItems,
  append,
  malformedPickle,
  type PickleMachine,
  pickleMachine,
  popMany,
  popMarked,
  pushWhole,
  recall,
  setItems,
  top,
} from "./pickle_machine.ts";
import { build, findStorage, makeObject, reduce, resolveNamed } from "./pickle_objects.ts";
import { refused } from "./refused.ts";
import type { TorchValue } from "./torch_value.ts";

/** Bounds time and memory; a list of a million numbers takes a million. */
const MOST_OPCODES = 2_000_000;

/** What a pickle can reach. */
interface Source {
  readonly reader: ByteReader;
  readonly storages: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads a pickle as `torch.save` writes it, with protocol 2 to 5. This is not Python's unpickler: it
 * knows tensors, containers, texts and numbers, looks up every name in a short fixed list, and
 * nothing else can happen. A file's wish to call anything else is refused when its name is read,
 * before any argument is built.
 *
 * @param storages Bytes of the storages by key.
 * @throws {BenchError} With exit code 2 and one line for anything unexpected.
 */
export function unpickle(
  pickle: Uint8Array,
  storages: ReadonlyMap<string, Uint8Array>,
): TorchValue {
  const reader = byteReader(pickle, "the pickle");
  requireProtocol(reader);
  const machine = pickleMachine(pickle.length);
  for (let opcodes = 0; opcodes < MOST_OPCODES; opcodes++) {
    const opcode = reader.uint8();
    if (opcode === 0x2e) return result(machine, reader); // STOP
    const literal = readLiteral(opcode, reader);
    if (literal !== undefined) machine.stack.push(literal);
    else execute(opcode, machine, { reader, storages });
  }
  throw refused(`takes more than ${MOST_OPCODES} steps to read`);
}

function requireProtocol(reader: ByteReader) {
  const opcode = reader.uint8();
  const protocol = reader.uint8();
  if (opcode !== 0x80 || protocol < 2 || protocol > 5) {
    throw usageError(
      opcode === 0x80
        ? `pickle protocol ${protocol}, expected 2 to 5; torch.save the file again with the default protocol`
        : "data.pkl is not a pickle; get the file again",
    );
  }
}

function result({ stack, marks }: PickleMachine, reader: ByteReader): TorchValue {
  const [value] = stack;
  if (value === undefined || stack.length !== 1 || marks.length !== 0 || reader.remaining !== 0) {
    throw malformedPickle();
  }
  return value;
}

function execute(opcode: number, machine: PickleMachine, { reader, storages }: Source) {
  const { stack, marks, memo } = machine;
  switch (opcode) {
    case 0x28: // MARK
      marks.push(stack.length);
      break;
    case 0x5d: // EMPTY_LIST
    case 0x29: // EMPTY_TUPLE
      stack.push([]);
      break;
    case 0x7d: // EMPTY_DICT
      stack.push(new Map());
      break;
    case 0x8f: // EMPTY_SET
      stack.push(new Set());
      break;
    case 0x85: // TUPLE1
    case 0x86: // TUPLE2
    case 0x87: // TUPLE3
      pushWhole(machine, popMany(machine, opcode - 0x84));
      break;
    case 0x74: // TUPLE
      pushWhole(machine, popMarked(machine));
      break;
    case 0x91: // FROZENSET
      pushWhole(machine, new Set(popMarked(machine)));
      break;
    case 0x61: // APPEND
      append(machine, popMany(machine, 1));
      break;
    case 0x65: // APPENDS
      append(machine, popMarked(machine));
      break;
    case 0x90: // ADDITEMS
      addItems(machine, popMarked(machine));
      break;
    case 0x73: // SETITEM
      setItems(machine, popMany(machine, 2));
      break;
    case 0x75: // SETITEMS
      setItems(machine, popMarked(machine));
      break;
    case 0x71: // BINPUT
      memo.set(reader.uint8(), top(machine));
      break;
    case 0x72: // LONG_BINPUT
      memo.set(reader.uint32(), top(machine));
      break;
    case 0x94: // MEMOIZE
      memo.set(memo.size, top(machine));
      break;
    case 0x68: // BINGET
      stack.push(recall(machine, reader.uint8()));
      break;
    case 0x6a: // LONG_BINGET
      stack.push(recall(machine, reader.uint32()));
      break;
    case 0x63: // GLOBAL
      stack.push(resolveGlobal(reader.line(), reader.line()));
      break;
    case 0x93: // STACK_GLOBAL
      stack.push(resolveNamed(machine));
      break;
    case 0x52: // REDUCE
      stack.push(reduce(machine));
      break;
    case 0x81: // NEWOBJ
      stack.push(makeObject(machine));
      break;
    case 0x62: // BUILD
      build(machine);
      break;
    case 0x51: // BINPERSID
      stack.push(findStorage(machine, storages));
      break;
    case 0x95: // FRAME, a hint for buffering
      if (reader.uint64() > reader.remaining) throw malformedPickle();
      break;
    default:
      throw refused(`uses pickle opcode 0x${opcode.toString(16)}, which torch.save does not write`);
  }
}
