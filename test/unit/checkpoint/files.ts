import type { StoredTensor } from "../../../src/checkpoint/stored_tensor.ts";

/** What a *.json beside the checkpoints expects: values that PyTorch printed, not stored. */
export interface ExpectedTensors {
  readonly tensors: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>
  >;
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Path of a file that test/peers/make_checkpoint_files.py wrote. */
export function filePath(name: string): string {
  return new URL(`files/${name}`, import.meta.url).pathname;
}

/** Its bytes. */
export function fileBytes(name: string): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(filePath(name));
}

/** Its expected values. */
export function expectedTensors(name: string): ExpectedTensors {
  return JSON.parse(Deno.readTextFileSync(filePath(name)));
}

/** Tensors in the form of {@link ExpectedTensors}, sorted by name. */
export function comparable(tensors: ReadonlyMap<string, StoredTensor>) {
  return sortedEntries(
    [...tensors].map(([name, { shape, data }]) =>
      [name, { shape, values: [...data].map(Number) }] as const
    ),
  );
}

/** The expected tensors in the same order, without what only PyTorch has. */
export function comparableExpected({ tensors }: ExpectedTensors) {
  return sortedEntries(
    Object.entries(tensors).map(([name, { shape, values }]) =>
      [name, { shape, values: values.map(Number) }] as const
    ),
  );
}

function sortedEntries<T>(entries: readonly (readonly [string, T])[]) {
  return [...entries].sort(([a], [b]) => a < b ? -1 : 1);
}
