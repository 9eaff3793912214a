import type { ByteReader } from "./byte_reader.ts";
import { refused } from "./refused.ts";
import type { TorchValue } from "./torch_value.ts";

/** Longest whole number in bytes; NumPy's generators keep 16. */
const LONGEST_INTEGER = 256;

/**
 * Reads the argument of an opcode that pushes a constant: None, a boolean, a number, a text, bytes.
 *
 * @returns The constant, or `undefined` if the opcode is not of that kind.
 * @throws {BenchError} With exit code 2 if the pickle ends early or a whole number is too long.
 *
 * Source: the opcode table of CPython's pickletools, protocols 2 to 5.
 */
export function readLiteral(opcode: number, reader: ByteReader): TorchValue | undefined {
  switch (opcode) {
    case 0x4e: // NONE
      return null;
    case 0x88: // NEWTRUE
      return true;
    case 0x89: // NEWFALSE
      return false;
    case 0x4a: // BININT
      return reader.int32();
    case 0x4b: // BININT1
      return reader.uint8();
    case 0x4d: // BININT2
      return reader.uint16();
    case 0x8a: // LONG1
      return readInteger(reader, reader.uint8());
    case 0x8b: // LONG4
      return readInteger(reader, reader.uint32());
    case 0x47: // BINFLOAT
      return reader.float64();
    case 0x8c: // SHORT_BINUNICODE
      return reader.text(reader.uint8());
    case 0x58: // BINUNICODE
      return reader.text(reader.uint32());
    case 0x8d: // BINUNICODE8
      return reader.text(reader.uint64());
    case 0x43: // SHORT_BINBYTES
      return reader.take(reader.uint8());
    case 0x42: // BINBYTES
      return reader.take(reader.uint32());
    case 0x8e: // BINBYTES8
    case 0x96: // BYTEARRAY8
      return reader.take(reader.uint64());
    default:
      return undefined;
  }
}

/** Two's complement, little-endian. */
function readInteger(reader: ByteReader, length: number): number | bigint {
  if (length > LONGEST_INTEGER) throw refused(`has a whole number of ${length} bytes`);
  const unsigned = reader.take(length).reduceRight((sum, byte) => sum << 8n | BigInt(byte), 0n);
  const value = BigInt.asIntN(8 * length, unsigned);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
