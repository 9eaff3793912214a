import { usageError } from "../src/spec/errors.ts";
import type { Split } from "./dataset.ts";
import type { OriginalFile } from "./original_file.ts";

/** Pixels of one plane: the images are 32 x 32. */
const PLANE = 32 * 32;
/** Red, green, blue. */
const CHANNELS = 3;
const PIXELS = PLANE * CHANNELS;

/** Records of the binary version: label bytes, then the red, green and blue planes. */
export interface CifarRecords extends Split {
  /** All label bytes, `[examples, labelBytes]`; the last of a record is the class. */
  readonly labelBytes: Uint8Array;
}

/**
 * Reads one file of the binary version of CIFAR.
 *
 * @param labelBytes Label bytes per record: 1 in CIFAR-10, 2 (coarse, fine) in CIFAR-100.
 * @returns Images `[examples, 32, 32, 3]`, channels last.
 * @throws {BenchError} With exit code 2 unless the file is a whole, positive number of records.
 *
 * Source: Krizhevsky 2009, description of the binary version on the CIFAR page.
 */
export function parseCifarBinary(file: OriginalFile, labelBytes: 1 | 2): CifarRecords {
  const { bytes, path } = file;
  const record = labelBytes + PIXELS;
  const examples = bytes.length / record;
  if (examples === 0 || !Number.isInteger(examples)) {
    throw usageError(
      `${path} is not a CIFAR binary file: expected a multiple of ${record} bytes, found ${bytes.length}; get the file again`,
    );
  }
  const images = new Uint8Array(examples * PIXELS);
  const labels = new Uint16Array(examples);
  const allLabels = new Uint8Array(examples * labelBytes);
  for (let example = 0; example < examples; example++) {
    const start = example * record;
    allLabels.set(bytes.subarray(start, start + labelBytes), example * labelBytes);
    labels[example] = bytes[start + labelBytes - 1]!;
    for (let channel = 0; channel < CHANNELS; channel++) {
      const plane = start + labelBytes + channel * PLANE;
      const to = example * PIXELS + channel;
      for (let pixel = 0; pixel < PLANE; pixel++) {
        images[to + pixel * CHANNELS] = bytes[plane + pixel]!;
      }
    }
  }
  return { images, labels, examples, labelBytes: allLabels };
}

/**
 * The inverse of {@link parseCifarBinary}: writes the records, so that images kept in another form
 * can be compared with the checksums of the original files.
 *
 * @param images `[examples, 32, 32, 3]`, channels last.
 * @param labelBytes `[examples, label bytes per record]`.
 * @throws {RangeError} If the two do not fit each other.
 */
export function encodeCifarBinary(images: Uint8Array, labelBytes: Uint8Array): Uint8Array {
  const examples = images.length / PIXELS;
  const perRecord = labelBytes.length / examples;
  if (!Number.isInteger(examples) || !Number.isInteger(perRecord)) {
    throw new RangeError(
      `Cannot join ${images.length} pixel values and ${labelBytes.length} label bytes to records`,
    );
  }
  const record = perRecord + PIXELS;
  const bytes = new Uint8Array(examples * record);
  for (let example = 0; example < examples; example++) {
    const start = example * record;
    bytes.set(labelBytes.subarray(example * perRecord, (example + 1) * perRecord), start);
    for (let channel = 0; channel < CHANNELS; channel++) {
      const plane = start + perRecord + channel * PLANE;
      const from = example * PIXELS + channel;
      for (let pixel = 0; pixel < PLANE; pixel++) {
        bytes[plane + pixel] = images[from + pixel * CHANNELS]!;
      }
    }
  }
  return bytes;
}

/** Puts splits one after another. */
export function joinSplits(splits: readonly Split[]): Split {
  const examples = splits.reduce((sum, split) => sum + split.examples, 0);
  const images = new Uint8Array(splits.reduce((sum, split) => sum + split.images.length, 0));
  const labels = new Uint16Array(examples);
  let done = { images: 0, labels: 0 };
  for (const split of splits) {
    images.set(split.images, done.images);
    labels.set(split.labels, done.labels);
    done = {
      images: done.images + split.images.length,
      labels: done.labels + split.labels.length,
    };
  }
  return { images, labels, examples };
}
