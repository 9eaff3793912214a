import { usageError } from "../spec/errors.ts";

/** Reads little-endian values one after another and never past the end. */
export interface ByteReader {
  readonly position: number;
  readonly remaining: number;
  readonly uint8: () => number;
  readonly uint16: () => number;
  readonly uint32: () => number;
  readonly int32: () => number;
  /** @throws {BenchError} Also for a value beyond 2^53 - 1, which no file holds as a size. */
  readonly uint64: () => number;
  /** Big-endian, as pickles store it. */
  readonly float64: () => number;
  /** The next bytes, not copied. */
  readonly take: (length: number) => Uint8Array;
  /** The next bytes as UTF-8. @throws {BenchError} Also if they are not UTF-8. */
  readonly text: (length: number) => string;
  /** The text up to the next newline, which is skipped. */
  readonly line: () => string;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** More than any text of a checkpoint, and below the longest string of the engine. */
const LONGEST_TEXT = 2 ** 28;

/**
 * A reader of `bytes`. All its methods throw a {@link BenchError} with exit code 2 at the end of
 * the bytes.
 *
 * @param what What is read, for the message.
 */
export function byteReader(bytes: Uint8Array, what: string): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = 0;
  const wrong = (why: string) => usageError(`${what} ${why}; get the file again`);
  const advance = (length: number) => {
    if (length > bytes.length - position) {
      throw wrong(`is cut short: byte ${position} needs ${length} bytes, ${remaining()} are left`);
    }
    position += length;
    return position - length;
  };
  const remaining = () => bytes.length - position;
  const take = (length: number) => {
    const start = advance(length);
    return bytes.subarray(start, start + length);
  };
  const text = (length: number) => {
    if (length > LONGEST_TEXT) throw wrong(`holds a text of ${length} bytes`);
    const part = take(length);
    try {
      return UTF8.decode(part);
    } catch {
      throw wrong(`holds a text that is not UTF-8 before byte ${position}`);
    }
  };
  return {
    get position() {
      return position;
    },
    get remaining() {
      return remaining();
    },
    uint8: () => view.getUint8(advance(1)),
    uint16: () => view.getUint16(advance(2), true),
    uint32: () => view.getUint32(advance(4), true),
    int32: () => view.getInt32(advance(4), true),
    uint64: () => {
      const value = view.getBigUint64(advance(8), true);
      if (value > Number.MAX_SAFE_INTEGER) throw wrong(`holds a size of ${value}`);
      return Number(value);
    },
    float64: () => view.getFloat64(advance(8)),
    take,
    text,
    line: () => {
      const length = bytes.subarray(position).indexOf("\n".charCodeAt(0));
      const value = text(length < 0 ? remaining() + 1 : length);
      advance(1);
      return value;
    },
  };
}
