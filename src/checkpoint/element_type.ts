/** Types of elements that are read, by their safetensors names. */
export type ElementType =
  | "F64"
  | "F32"
  | "F16"
  | "BF16"
  | "I64"
  | "I32"
  | "I16"
  | "I8"
  | "U8"
  | "BOOL";

interface Format {
  readonly bytes: 1 | 2 | 4 | 8;
  readonly becomes: "float32" | "int32";
  readonly read: (view: DataView, offset: number) => number;
}

const FORMATS: { readonly [type in ElementType]: Format } = {
  F64: { bytes: 8, becomes: "float32", read: readDouble },
  F32: { bytes: 4, becomes: "float32", read: (view, offset) => view.getFloat32(offset, true) },
  F16: { bytes: 2, becomes: "float32", read: (view, offset) => view.getFloat16(offset, true) },
  BF16: { bytes: 2, becomes: "float32", read: readBrainFloat },
  I64: { bytes: 8, becomes: "int32", read: readLong },
  I32: { bytes: 4, becomes: "int32", read: (view, offset) => view.getInt32(offset, true) },
  I16: { bytes: 2, becomes: "int32", read: (view, offset) => view.getInt16(offset, true) },
  I8: { bytes: 1, becomes: "int32", read: (view, offset) => view.getInt8(offset) },
  U8: { bytes: 1, becomes: "int32", read: (view, offset) => view.getUint8(offset) },
  BOOL: { bytes: 1, becomes: "int32", read: (view, offset) => view.getUint8(offset) ? 1 : 0 },
};

/** The names of all types, for messages. */
export const ELEMENT_TYPES = Object.keys(FORMATS) as readonly ElementType[];

/** Whether a name out of a file is that of a type. */
export function isElementType(name: unknown): name is ElementType {
  return typeof name === "string" && Object.hasOwn(FORMATS, name);
}

/** Bytes per element. */
export function elementSize(type: ElementType): number {
  return FORMATS[type].bytes;
}

/**
 * Little-endian elements as float32 (floating types) or int32 (whole numbers and booleans, which
 * become 0 and 1). Exact except for `F64`, which is rounded to the nearest float32.
 *
 * @throws {RangeError} For an `I64` beyond int32 or a finite `F64` beyond float32, naming the value.
 */
export function decodeElements(bytes: Uint8Array, type: ElementType): Float32Array | Int32Array {
  const { bytes: size, becomes, read } = FORMATS[type];
  if (type === "F32") return new Float32Array(bytes.slice().buffer);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length / size;
  const data = becomes === "float32" ? new Float32Array(length) : new Int32Array(length);
  for (let i = 0; i < length; i++) data[i] = read(view, i * size);
  return data;
}

function readDouble(view: DataView, offset: number): number {
  const value = view.getFloat64(offset, true);
  if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) {
    throw new RangeError(`holds ${value}, which is beyond float32`);
  }
  return value;
}

/** The upper half of a float32. */
function readBrainFloat(view: DataView, offset: number): number {
  const upper = view.getUint16(offset, true);
  BRAIN_FLOAT.setUint16(0, upper);
  return BRAIN_FLOAT.getFloat32(0);
}

/** Big-endian, its lower half always zero. */
const BRAIN_FLOAT = new DataView(new ArrayBuffer(4));

function readLong(view: DataView, offset: number): number {
  const low = view.getInt32(offset, true);
  const high = view.getInt32(offset + 4, true);
  if (high !== low >> 31) {
    throw new RangeError(`holds ${view.getBigInt64(offset, true)}, which is beyond int32`);
  }
  return low;
}
