import { decodeElements } from "./element_type.ts";
import { printable } from "./printable.ts";
import { corruptSafetensors, METADATA, readSafetensorsHeader } from "./safetensors_header.ts";
import { elementCount, type StoredTensor } from "./stored_tensor.ts";

/**
 * The tensors of a safetensors file. Types other than `F32` and `I32` are converted as
 * `decodeElements` says.
 *
 * @throws {BenchError} With exit code 2 and one line for any other content.
 */
export function readSafetensors(bytes: Uint8Array): Map<string, StoredTensor> {
  return new Map(
    readSafetensorsHeader(bytes).entries.map(({ name, type, shape, bytes }) => {
      try {
        return [name, { shape, data: decodeElements(bytes, type) }];
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw corruptSafetensors(`tensor ${printable(name)} ${error.message}`);
      }
    }),
  );
}

/** The metadata of a safetensors file. @throws {BenchError} As {@link readSafetensors}. */
export function readSafetensorsMetadata(bytes: Uint8Array): Readonly<Record<string, string>> {
  return readSafetensorsHeader(bytes).metadata;
}

/**
 * A safetensors file of the tensors as `F32` and `I32`. The same tensors and metadata give the same
 * bytes: names are sorted by their UTF-16 code units. The header is padded with spaces so that the
 * data begins at a multiple of 8.
 *
 * @throws {RangeError} If a tensor has more or fewer elements than its shape says, or is called
 * `__metadata__`.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const sorted = [...tensors].sort(([a], [b]) => a < b ? -1 : 1);
  const members: string[] = [];
  if (Object.keys(metadata).length > 0) {
    const entries = Object.entries(metadata).sort(([a], [b]) => a < b ? -1 : 1);
    members.push(`"${METADATA}":{${entries.map((entry) => member(...entry)).join(",")}}`);
  }
  let size = 0;
  for (const [name, { shape, data }] of sorted) {
    if (name === METADATA) throw new RangeError(`A tensor cannot be called ${METADATA}`);
    if (elementCount(shape) !== data.length) {
      throw new RangeError(`Tensor ${name} of shape [${shape}] has ${data.length} elements`);
    }
    const dtype = data instanceof Float32Array ? "F32" : "I32";
    const offsets = [size, size + data.byteLength];
    members.push(member(name, { dtype, shape, data_offsets: offsets }));
    size += data.byteLength;
  }
  const json = new TextEncoder().encode(`{${members.join(",")}}`);
  const begin = Math.ceil((8 + json.length) / 8) * 8;
  const bytes = new Uint8Array(begin + size).fill(" ".charCodeAt(0), 8, begin);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(begin - 8), true);
  bytes.set(json, 8);
  let offset = begin;
  for (const [, { data }] of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/** A member of a JSON object; objects would move names that look like numbers to the front. */
function member(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}
