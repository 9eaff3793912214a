import { usageError } from "../src/spec/errors.ts";
import type { Split } from "./dataset.ts";
import type { OriginalFile } from "./original_file.ts";

/** An array of bytes with its shape, as in an IDX file. */
export interface IdxArray {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Uint8Array;
}

/** Type code of unsigned bytes, the only one that the image sets use. */
const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file of unsigned bytes: two zero bytes, the type, the number of axes, one big-endian
 * 32-bit size per axis, then the values.
 *
 * @returns A view into the file's bytes, not a copy.
 * @throws {BenchError} With exit code 2 for any other content.
 *
 * Source: description of the format on the MNIST page, LeCun, Cortes and Burges.
 */
export function parseIdx(file: OriginalFile): IdxArray {
  const { bytes, path } = file;
  const malformed = (what: string) =>
    usageError(`${path} is not an IDX file of bytes: ${what}; get the file again`);
  if (bytes.length < 4) throw malformed(`expected a header, found ${bytes.length} bytes`);
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== UNSIGNED_BYTE) {
    throw malformed(`expected it to begin with 0 0 8, found ${bytes.subarray(0, 3).join(" ")}`);
  }
  const axes = bytes[3]!;
  const header = 4 + 4 * axes;
  if (bytes.length < header) {
    throw malformed(`expected a header of ${header} bytes, found ${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== header + size) {
    throw malformed(
      `shape ${shape.join(" x ")} needs ${header + size} bytes, found ${bytes.length}`,
    );
  }
  return { shape, values: bytes.subarray(header) };
}

/**
 * Joins a file of grey images `[examples, height, width]` and a file of labels `[examples]`.
 *
 * @throws {BenchError} With exit code 2 if shapes or labels do not fit the data set.
 */
export function idxSplit(
  files: { readonly images: OriginalFile; readonly labels: OriginalFile },
  facts: { readonly height: number; readonly width: number; readonly classes: number },
): Split {
  const images = parseIdx(files.images);
  const labels = parseIdx(files.labels);
  const [examples, height, width] = images.shape;
  if (
    examples === undefined || images.shape.length !== 3 || height !== facts.height ||
    width !== facts.width
  ) {
    throw usageError(
      `${files.images.path} holds ${
        images.shape.join(" x ")
      } values: expected images of ${facts.height} x ${facts.width}; check that it is the file of this data set`,
    );
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== examples) {
    throw usageError(
      `${files.labels.path} holds ${
        labels.shape.join(" x ")
      } labels: expected ${examples}, one per image of ${files.images.path}; check that the two belong together`,
    );
  }
  const wrong = labels.values.find((label) => label >= facts.classes);
  if (wrong !== undefined) {
    throw usageError(
      `${files.labels.path} has the label ${wrong}: expected 0 to ${
        facts.classes - 1
      }; get the file again`,
    );
  }
  return { images: images.values, labels: Uint16Array.from(labels.values), examples };
}
