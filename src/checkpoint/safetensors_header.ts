import { usageError } from "../spec/errors.ts";
import { duplicateKey } from "./duplicate_key.ts";
import { ELEMENT_TYPES, elementSize, type ElementType, isElementType } from "./element_type.ts";
import { printable } from "./printable.ts";
import { elementCount, isSize } from "./stored_tensor.ts";

/** A tensor that the header of a safetensors file announces. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** A view of its part of the file. */
  readonly bytes: Uint8Array;
}

/** What a safetensors file says of itself. */
export interface SafetensorsHeader {
  /** In the order of their data. */
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The key of the header that is not a tensor. */
export const METADATA = "__metadata__";

/** Largest header in bytes, the limit of the reference implementation. */
const LARGEST_HEADER = 100_000_000;

/** A {@link BenchError} about the content of a safetensors file. */
export function corruptSafetensors(what: string) {
  return usageError(`corrupt safetensors file: ${what}; get or export the file again`);
}

/**
 * Reads and checks everything but the elements: header length, JSON, names, types, shapes, and that
 * the tensors' bytes follow each other without gap or overlap and fill the file.
 *
 * @throws {BenchError} With exit code 2 and one line that names the tensor and what is wrong.
 *
 * Source: the format section of the safetensors README, huggingface/safetensors.
 */
export function readSafetensorsHeader(bytes: Uint8Array): SafetensorsHeader {
  const { header, data } = splitFile(bytes);
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => readEntry(name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of entries) {
    if (end > data.length) {
      throw corruptSafetensors(
        `tensor ${printable(name)} ends at byte ${end} of the data, which has ${data.length}`,
      );
    }
    if (begin !== covered) {
      throw corruptSafetensors(
        `tensor ${printable(name)} begins at byte ${begin} of the data instead of ${covered}: ` +
          `tensors must not ${begin < covered ? "overlap" : "leave a gap"}`,
      );
    }
    covered = end;
  }
  if (covered !== data.length) {
    throw corruptSafetensors(`${data.length - covered} bytes after the last tensor`);
  }
  return {
    entries: entries.map(({ name, type, shape, begin, end }) => ({
      name,
      type,
      shape,
      bytes: data.subarray(begin, end),
    })),
    metadata: readMetadata(header[METADATA]),
  };
}

function splitFile(bytes: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (bytes.length < 8) {
    throw corruptSafetensors(`expected a header length of 8 bytes, found ${bytes.length} bytes`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > LARGEST_HEADER) {
    throw corruptSafetensors(`a header of ${length} bytes, more than ${LARGEST_HEADER}`);
  }
  const end = 8 + Number(length);
  if (end > bytes.length) {
    throw corruptSafetensors(
      `a header of ${length} bytes, but only ${bytes.length - 8} bytes follow`,
    );
  }
  if (bytes[8] !== "{".charCodeAt(0) || length === 0n) {
    throw corruptSafetensors("the header does not begin with {");
  }
  return { header: parseObject(bytes.subarray(8, end)), data: bytes.subarray(end) };
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let header: Record<string, unknown>;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    throw corruptSafetensors("the header is not JSON in UTF-8");
  }
  const twice = duplicateKey(text);
  if (twice !== null) throw corruptSafetensors(`the header holds ${printable(twice)} twice`);
  return header;
}

function readEntry(name: string, value: unknown) {
  const wrong = (what: string) => corruptSafetensors(`tensor ${printable(name)} ${what}`);
  if (!isObject(value)) throw wrong("is not described by an object");
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isElementType(dtype)) {
    throw usageError(
      `safetensors file: tensor ${printable(name)} has dtype ${
        printable(String(dtype))
      }: expected one of ${ELEMENT_TYPES.join(", ")}; convert it before`,
    );
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw wrong("has no shape of whole numbers from 0 to 2^53 - 1");
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw wrong("has no two data_offsets from 0 to 2^53 - 1");
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end) throw wrong(`begins at ${begin} after its end at ${end}`);
  const size = elementCount(shape) * elementSize(dtype);
  if (size !== end - begin) {
    throw wrong(
      `of shape [${printable(shape.join(", "))}] and dtype ${dtype} needs ${size} bytes, found ${
        end - begin
      }`,
    );
  }
  return { name, type: dtype, shape: shape as number[], begin, end };
}

function readMetadata(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!isObject(value)) throw corruptSafetensors(`${METADATA} is not an object`);
  const wrong = Object.keys(value).find((key) => typeof value[key] !== "string");
  if (wrong !== undefined) {
    throw corruptSafetensors(`${METADATA} ${printable(wrong)} is not a string`);
  }
  return value as Record<string, string>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
