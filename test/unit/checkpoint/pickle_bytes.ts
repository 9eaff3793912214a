/** Opcodes and their arguments: characters or bytes. */
export type PicklePart = string | number | readonly number[];

/** A pickle made by hand, after the opening of protocol 2. */
export function pickleOf(...parts: PicklePart[]): Uint8Array {
  return Uint8Array.from([0x80, 2, ...bytesOf(parts)]);
}

function bytesOf(parts: readonly PicklePart[]): number[] {
  return parts.flatMap((part) =>
    typeof part === "string" ? [...new TextEncoder().encode(part)] : part
  );
}

/** A short text. */
export function text(value: string): readonly number[] {
  const bytes = new TextEncoder().encode(value);
  return [0x58, bytes.length, 0, 0, 0, ...bytes];
}

/** A whole number from -(2^31) to 2^31 - 1. */
export function int(value: number): readonly number[] {
  return [0x4a, value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255];
}

/** A name of a module. */
export function named(module: string, member: string): string {
  return `c${module}\n${member}\n`;
}

/** The storage of float32 elements under a key. */
export function floatStorage(key: string, length: number): readonly number[] {
  return bytesOf([
    "(",
    text("storage"),
    named("torch", "FloatStorage"),
    text(key),
    text("cpu"),
    int(length),
    "tQ",
  ]);
}

/** A tuple of whole numbers. */
export function tuple(values: readonly number[]): readonly number[] {
  return bytesOf(["(", ...values.map(int), "t"]);
}

/** A tensor of float32 elements. */
export function floatTensor(
  { storage = floatStorage("0", 6), offset = 0, shape, strides }: {
    readonly storage?: readonly number[];
    readonly offset?: number;
    readonly shape: readonly number[];
    readonly strides: readonly number[];
  },
): readonly number[] {
  return bytesOf([
    named("torch._utils", "_rebuild_tensor_v2"),
    "(",
    storage,
    int(offset),
    tuple(shape),
    tuple(strides),
    0x89,
    named("collections", "OrderedDict"),
    ")RtR",
  ]);
}
