import { crc32 } from "node:zlib";

/** An entry of a zip archive made by hand; what is not given is as `torch.save` has it. */
export interface ZipEntry {
  readonly name: string;
  readonly data: Uint8Array;
  readonly localName?: string;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  /** Of the data before compression. */
  readonly size?: number;
  readonly compressedSize?: number;
  /** Where the directory says that the entry begins. */
  readonly start?: number;
}

/** A zip archive, with zip64 records and saturated 32-bit fields if `zip64`. */
export function zipOf(entries: readonly ZipEntry[], zip64 = false): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const u16 = (...values: number[]) =>
    values.forEach((value) => bytes.push(value & 255, value >> 8));
  const u32 = (...values: number[]) =>
    values.forEach((value) => u16((value >>> 0) & 0xffff, (value >>> 0) >>> 16));
  const u64 = (...values: number[]) => values.forEach((value) => u32(value, value / 2 ** 32));
  const starts = entries.map(({ name, localName = name, data, method = 0, flags = 0 }) => {
    const start = bytes.length;
    const encoded = new TextEncoder().encode(localName);
    u32(0x04034b50);
    u16(0, flags, method, 0, 0);
    u32(0, 0, 0);
    u16(encoded.length, 4);
    // Padding, as PyTorch aligns its data.
    bytes.push(...encoded, 0x46, 0x42, 0, 0, ...data);
    return start;
  });
  const directory = bytes.length;
  entries.forEach((entry, index) => {
    const { name, data, method = 0, flags = 0, crc = crc32(data), size = data.length } = entry;
    const { compressedSize = data.length } = entry;
    const start = entry.start ?? starts[index]!;
    const encoded = new TextEncoder().encode(name);
    u32(0x02014b50);
    u16(0, 0, flags, method, 0, 0);
    u32(crc);
    if (zip64) u32(0xffffffff, 0xffffffff);
    else u32(compressedSize, size);
    u16(encoded.length, zip64 ? 32 : 0, 0, 0, 0);
    u32(0, zip64 ? 0xffffffff : start);
    bytes.push(...encoded);
    if (zip64) {
      // Another field comes first.
      u16(0x7855, 0, 1, 24);
      u64(size, compressedSize, start);
    }
  });
  const directorySize = bytes.length - directory;
  if (zip64) {
    const record = bytes.length;
    u32(0x06064b50);
    u64(44);
    u16(0, 0);
    u32(0, 0);
    u64(entries.length, entries.length, directorySize, directory);
    u32(0x07064b50, 0);
    u64(record);
    u32(1);
  }
  u32(0x06054b50);
  u16(0, 0, ...zip64 ? [0xffff, 0xffff] : [entries.length, entries.length]);
  u32(...zip64 ? [0xffffffff, 0xffffffff] : [directorySize, directory]);
  u16(0);
  return Uint8Array.from(bytes);
}

/** The archive that `torch.save` would write for a pickle and storages. */
export function torchZip(
  pickle: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array<ArrayBuffer> {
  return zipOf([
    { name: "archive/data.pkl", data: pickle },
    ...Object.entries(storages).map(([key, data]) => ({ name: `archive/data/${key}`, data })),
    { name: "archive/version", data: new TextEncoder().encode("3\n") },
  ]);
}
