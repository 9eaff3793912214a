import { crc32 } from "node:zlib";
import { usageError } from "../spec/errors.ts";
import { type ByteReader, byteReader } from "./byte_reader.ts";
import { printable } from "./printable.ts";

const END = 0x06054b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const LOCATOR64_SIZE = 20;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const LOCAL_SIZE = 30;

/** Bits of the general purpose flags: encrypted, strongly encrypted, masked directory. */
const ENCRYPTED = 0x2041;

/** Says "see the zip64 extra field" where 32 bits do not suffice. */
const SATURATED = 0xffffffff;
const ZIP64_FIELD = 1;

/** One entry of the central directory. */
interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly start: number;
}

/** A {@link BenchError} about a file that is no valid zip archive. */
function damaged(what: string) {
  return usageError(`damaged zip archive: ${what}; get the file again`);
}

/**
 * The entries of a zip archive that compresses nothing, as `torch.save` writes it, with or without
 * zip64 records. Names are keys only: nothing is ever written under them.
 *
 * @returns Views of the entries' data by name.
 * @throws {BenchError} With exit code 2 and one line if the archive is cut short, an entry is
 * compressed, encrypted, overlaps another, has a doubtful name or fails its CRC-32.
 *
 * Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
 */
export function readStoredZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const directory = findDirectory(bytes);
  const reader = byteReader(
    bytes.subarray(directory.start, directory.start + directory.size),
    "the zip directory",
  );
  const parts = new Map<string, { readonly entry: Entry; readonly start: number }>();
  for (let i = 0; i < directory.entries; i++) {
    const entry = readEntry(reader);
    requirePlain(entry);
    if (parts.has(entry.name)) throw damaged(`it holds ${printable(entry.name)} twice`);
    parts.set(entry.name, { entry, start: dataStart(bytes, entry) });
  }
  // Before the checksums: entries on top of each other would make many bytes out of few.
  let free = 0;
  for (
    const { entry, start } of [...parts.values()].sort((a, b) => a.entry.start - b.entry.start)
  ) {
    if (entry.start < free) throw damaged(`entry ${printable(entry.name)} overlaps another`);
    free = start + entry.size;
    if (free > directory.start) {
      throw damaged(`entry ${printable(entry.name)} reaches into the directory`);
    }
  }
  return new Map([...parts].map(([name, { entry, start }]) => {
    const data = bytes.subarray(start, start + entry.size);
    if (crc32(data) !== entry.crc) throw damaged(`entry ${printable(name)} fails its CRC-32 check`);
    return [name, data];
  }));
}

/** Where the central directory lies, from the records at the end of the file. */
function findDirectory(bytes: Uint8Array) {
  const end = findEnd(bytes);
  const locator = end - LOCATOR64_SIZE;
  const zip64 = locator >= 0 && byteReader(bytes.subarray(locator), "").uint32() === LOCATOR64;
  const directory = zip64 ? readEnd64(bytes, locator) : readEnd(bytes, end);
  const limit = zip64 ? locator : end;
  if (directory.size > limit || directory.start > limit - directory.size) {
    throw damaged("its directory lies outside the file");
  }
  return directory;
}

function findEnd(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = bytes.length - END_SIZE;
  for (let end = last; end >= 0 && last - end <= LONGEST_COMMENT; end--) {
    if (view.getUint32(end, true) === END && view.getUint16(end + 20, true) === last - end) {
      return end;
    }
  }
  throw damaged("it is cut short, the directory at its end is missing");
}

function readEnd(bytes: Uint8Array, end: number) {
  const reader = byteReader(bytes.subarray(end + 4), "the end of the zip directory");
  const disks = [reader.uint16(), reader.uint16()];
  if (disks.some((disk) => disk !== 0)) throw damaged("it is one part of several");
  reader.uint16();
  const entries = reader.uint16();
  const size = reader.uint32();
  return { entries, size, start: reader.uint32() };
}

function readEnd64(bytes: Uint8Array, locator: number) {
  const pointer = byteReader(bytes.subarray(locator + 4), "the zip64 locator");
  pointer.uint32();
  const start = pointer.uint64();
  const reader = byteReader(bytes.subarray(Math.min(start, locator), locator), "the zip64 record");
  if (reader.uint32() !== END64) throw damaged("its zip64 record is missing");
  // Size of the record, versions, disks, entries on this disk.
  reader.take(8 + 4 + 8 + 8);
  const entries = reader.uint64();
  const size = reader.uint64();
  return { entries, size, start: reader.uint64() };
}

function readEntry(reader: ByteReader): Entry {
  if (reader.uint32() !== CENTRAL) throw damaged("an entry of its directory is missing");
  // Versions made by and needed.
  reader.take(4);
  const flags = reader.uint16();
  const method = reader.uint16();
  // Time and date.
  reader.take(4);
  const crc = reader.uint32();
  const sizes = [reader.uint32(), reader.uint32()] as const;
  const [nameLength, extraLength, commentLength] = [
    reader.uint16(),
    reader.uint16(),
    reader.uint16(),
  ];
  // Disk, attributes.
  reader.take(8);
  const offset = reader.uint32();
  const name = reader.text(nameLength);
  const large = readZip64Field(reader.take(extraLength));
  reader.take(commentLength);
  const widen = (value: number) => value === SATURATED && large !== null ? large.uint64() : value;
  // The field holds only what was saturated, in this order.
  const size = widen(sizes[1]);
  const compressedSize = widen(sizes[0]);
  return { name, flags, method, crc, size, compressedSize, start: widen(offset) };
}

/** A reader of the zip64 field, or `null` if there is none. */
function readZip64Field(extra: Uint8Array): ByteReader | null {
  const reader = byteReader(extra, "the extra field of a zip entry");
  while (reader.remaining >= 4) {
    const kind = reader.uint16();
    const field = reader.take(reader.uint16());
    if (kind === ZIP64_FIELD) return byteReader(field, "the zip64 field of a zip entry");
  }
  return null;
}

function requirePlain({ name, flags, method, compressedSize, size }: Entry) {
  const entry = `entry ${printable(name)}`;
  if (flags & ENCRYPTED) {
    throw usageError(`${entry} of the zip archive is encrypted; save it without a password`);
  }
  if (method !== 0) {
    throw usageError(
      `${entry} of the zip archive is compressed (method ${method}), as in TorchScript programs or ` +
        "archives packed again; load the file in PyTorch and torch.save its state_dict()",
    );
  }
  if (compressedSize !== size) throw damaged(`${entry} has two different sizes`);
  if (
    name.startsWith("/") || name.includes("\\") || name.includes("\0") ||
    name.split("/").some((part) => part === ".." || part === ".")
  ) {
    throw usageError(
      `refused: the zip archive has an entry called ${printable(name)}, which no torch.save writes`,
    );
  }
}

/** Where an entry's data begin: behind its local header, whose name has to be the same. */
function dataStart(bytes: Uint8Array, { name, start }: Entry): number {
  if (start > bytes.length) throw damaged(`entry ${printable(name)} lies outside the file`);
  const reader = byteReader(bytes.subarray(start), `the zip entry ${printable(name)}`);
  if (reader.uint32() !== LOCAL) throw damaged(`entry ${printable(name)} has no header`);
  // Version, flags, method, time, date, checksum and sizes: the directory has the valid ones.
  reader.take(22);
  const [nameLength, extraLength] = [reader.uint16(), reader.uint16()];
  if (reader.text(nameLength) !== name) {
    throw damaged(`entry ${printable(name)} has another name in its header`);
  }
  reader.take(extraLength);
  return start + LOCAL_SIZE + nameLength + extraLength;
}
