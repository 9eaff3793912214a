import { assertEquals, assertFalse, assertRejects, assertThrows } from "@std/assert";
import { gzipSync } from "node:zlib";
import type { DatasetFacts, DatasetLocation, DatasetSource } from "../../../datasets/dataset.ts";
import type { OriginalFile } from "../../../datasets/original_file.ts";
import { BenchError } from "../../../src/spec/errors.ts";

/** Runs a test in a temporary folder that is removed afterwards. */
export async function inTemporaryFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ctm-bench-test-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A location and the lines that it was told. */
export function recordingLocation(
  cacheDirectory: string,
  dataDirectory: string | null = null,
): DatasetLocation & { readonly lines: string[] } {
  const lines: string[] = [];
  return { cacheDirectory, dataDirectory, lines, log: (line) => lines.push(line) };
}

/** `fn` rejects with one line, exit code 2, that contains every part. */
export async function assertUsageRejects(
  fn: () => Promise<unknown>,
  ...parts: readonly string[]
): Promise<void> {
  assertOneLine(await assertRejects(fn, BenchError), 2, parts);
}

/** `fn` throws one line, exit code 2, that contains every part. */
export function assertUsageThrows(fn: () => unknown, ...parts: readonly string[]): void {
  assertOneLine(assertThrows(fn, BenchError), 2, parts);
}

/** `fn` rejects with one line, exit code 1, that contains every part. */
export async function assertCorruptRejects(
  fn: () => Promise<unknown>,
  ...parts: readonly string[]
): Promise<void> {
  assertOneLine(await assertRejects(fn, BenchError), 1, parts);
}

function assertOneLine(error: BenchError, code: number, parts: readonly string[]): void {
  assertEquals(error.code, code, error.message);
  assertFalse(error.message.includes("\n"), `more than one line: ${error.message}`);
  const missing = parts.filter((part) => !error.message.includes(part));
  assertEquals(missing, [], `not in "${error.message}"`);
}

/** Bytes as if they had been read from a file. */
export function fileOf(bytes: Uint8Array, path = "small-file"): OriginalFile {
  return { path, bytes };
}

/** An IDX file of bytes with the given shape. */
export function idxBytes(shape: readonly number[], values: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  bytes.set([0, 0, 8, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((length, axis) => view.setUint32(4 + 4 * axis, length));
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

/** Bytes that differ from place to place: `(a * index + b) mod 251`. */
export function patternBytes(length: number, a = 7, b = 3): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => (a * index + b) % 251);
}

/** Gzip of `bytes`. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes);
}

/** Facts of a data set of 2 x 3 images with 2 channels and 3 classes. */
export const SMALL_FACTS: DatasetFacts = {
  name: "small",
  title: "Small",
  classNames: ["a", "b", "c"],
  classes: 3,
  height: 2,
  width: 3,
  channels: 2,
  mean: [0.25, 0.5],
  standardDeviation: [0.5, 0.125],
  source: "made by a test",
  licence: "none",
};

/** A data set of 4 training and 2 test examples; `trainLabels` can be changed. */
export function smallSource(
  options: { trainLabels?: readonly number[]; verified?: boolean; load?: () => Promise<void> } = {},
): DatasetSource & { readonly loads: () => number } {
  let loads = 0;
  return {
    name: SMALL_FACTS.name,
    title: SMALL_FACTS.title,
    description: "made by a test",
    info: SMALL_FACTS,
    loads: () => loads,
    async load() {
      loads++;
      await options.load?.();
      return {
        train: {
          images: patternBytes(4 * 12),
          labels: Uint16Array.from(options.trainLabels ?? [0, 1, 2, 1]),
          examples: 4,
        },
        test: { images: patternBytes(2 * 12, 11, 5), labels: Uint16Array.of(2, 0), examples: 2 },
        verified: options.verified ?? true,
      };
    },
  };
}
