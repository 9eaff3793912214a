import type { Predictions } from "../spec/mod.ts";

/** Largest code of a quantised value in [0, 1]; the code after it stands for NaN. */
const LARGEST_CODE = 65534;

/** Marks the file and the version of its layout. */
const MAGIC = "CTMP0003";

/**
 * How many numbers follow the magic: n, T, classes; since the second layout P, before which every
 * answer had one position; since the third whether there are scores.
 */
const HEADER_NUMBERS: { readonly [magic: string]: number } = {
  CTMP0001: 3,
  CTMP0002: 4,
  [MAGIC]: 5,
};

const headerBytes = (magic: string) => magic.length + 4 * HEADER_NUMBERS[magic]!;

/**
 * Packs predictions into bytes, little-endian, for n examples, T ticks and P positions:
 *
 * | part | type | shape |
 * |---|---|---|
 * | `CTMP0003`, n, T, classes, P, 1 with scores or 0 without | 8 characters, 5 × u32 | |
 * | labels | class id | `[n, P]` |
 * | predicted | class id | `[n, T, P]` |
 * | readout tick, 0-based | u8 if T ≤ 256, else u16 | `[n]` |
 * | confidence | u16 | `[n, T]` |
 * | certainty | u16 | `[n, T]` |
 * | log loss, with scores | f32 | `[n, T]` |
 * | Brier score, with scores | f32 | `[n, T]` |
 *
 * A class id is u8 for at most 256 classes, else u16. Labels, predictions and readout ticks are
 * exact, so the accuracy recomputed from a file is that of the run. A confidence or certainty in
 * [0, 1] is stored as the nearest multiple of 1/65534, an error of at most 7.7e-6; values beyond
 * the range, which rounding can produce, become its ends, and 65535 stands for NaN. Scores are
 * exact.
 *
 * @throws {RangeError} If an array has another length than n and T ask for, a label, class or
 * tick is out of range, or one score comes without the other.
 */
export function encodePredictions(predictions: Predictions): Uint8Array {
  const { examples, ticks, classes, positions } = predictions;
  requireIds("labels", predictions.labels, { length: examples * positions, limit: classes });
  requireIds("predicted", predictions.predicted, {
    length: examples * ticks * positions,
    limit: classes,
  });
  requireIds("readoutTick", predictions.readoutTick, { length: examples, limit: ticks });
  requireLength("confidence", predictions.confidence, examples * ticks);
  requireLength("certainty", predictions.certainty, examples * ticks);
  const scores = [predictions.logLoss, predictions.brier].filter((values) => values !== null);
  if (scores.length === 1) throw new RangeError("log loss and Brier score come together");
  for (const values of scores) requireLength("a score", values, examples * ticks);

  const header = [examples, ticks, classes, positions, scores.length === 0 ? 0 : 1];
  const bytes = new Uint8Array(
    fileSize({ examples, ticks, classes, positions, scores: scores.length, magic: MAGIC }),
  );
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  header.forEach((value, index) => view.setUint32(MAGIC.length + 4 * index, value, true));
  let offset = headerBytes(MAGIC);
  const writeIds = (ids: Uint16Array, width: 1 | 2) => {
    for (const id of ids) {
      if (width === 1) view.setUint8(offset, id);
      else view.setUint16(offset, id, true);
      offset += width;
    }
  };
  const writeFractions = (values: Float32Array) => {
    for (const value of values) {
      view.setUint16(offset, quantise(value), true);
      offset += 2;
    }
  };
  writeIds(predictions.labels, idWidth(classes));
  writeIds(predictions.predicted, idWidth(classes));
  writeIds(predictions.readoutTick, idWidth(ticks));
  writeFractions(predictions.confidence);
  writeFractions(predictions.certainty);
  for (const values of scores) {
    for (const value of values) {
      view.setFloat32(offset, value, true);
      offset += 4;
    }
  }
  return bytes;
}

/**
 * The inverse of {@link encodePredictions}. Also reads the layouts before it: `CTMP0002`, which has
 * neither scores nor the number that says so, and `CTMP0001`, which has no number of positions
 * either, as there was one.
 *
 * @throws {RangeError} If the bytes are not such a file, are cut short or hold an id out of range.
 */
export function decodePredictions(bytes: Uint8Array): Predictions {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = new TextDecoder().decode(bytes.subarray(0, MAGIC.length));
  if (!Object.hasOwn(HEADER_NUMBERS, magic) || bytes.length < headerBytes(magic)) {
    throw new RangeError("not a predictions file");
  }
  const numberAt = (index: number, otherwise: number) =>
    index < HEADER_NUMBERS[magic]! ? view.getUint32(magic.length + 4 * index, true) : otherwise;
  const [examples, ticks, classes] = [numberAt(0, 0), numberAt(1, 0), numberAt(2, 0)];
  const positions = numberAt(3, 1);
  const scored = numberAt(4, 0);
  if (scored > 1) throw new RangeError(`${scored} where 1 or 0 says whether there are scores`);
  const size = { examples, ticks, classes, positions, scores: 2 * scored, magic };
  const expected = fileSize(size);
  if (bytes.length !== expected) {
    throw new RangeError(`${bytes.length} bytes instead of ${expected}`);
  }
  let offset = headerBytes(magic);
  const readIds = (length: number, width: 1 | 2) => {
    const start = offset;
    offset += length * width;
    if (width === 1) return new Uint16Array(bytes.subarray(start, offset));
    const ids = new Uint16Array(length);
    for (let index = 0; index < length; index++) {
      ids[index] = view.getUint16(start + 2 * index, true);
    }
    return ids;
  };
  const readFractions = (length: number) => {
    const start = offset;
    offset += length * 2;
    const fractions = new Float32Array(length);
    for (let index = 0; index < length; index++) {
      const code = view.getUint16(start + 2 * index, true);
      fractions[index] = code > LARGEST_CODE ? NaN : code / LARGEST_CODE;
    }
    return fractions;
  };
  const readScores = () => {
    const start = offset;
    offset += 4 * examples * ticks;
    const scores = new Float32Array(examples * ticks);
    for (let index = 0; index < scores.length; index++) {
      scores[index] = view.getFloat32(start + 4 * index, true);
    }
    return scores;
  };
  const labels = readIds(examples * positions, idWidth(classes));
  const predicted = readIds(examples * ticks * positions, idWidth(classes));
  const readoutTick = readIds(examples, idWidth(ticks));
  requireIds("labels", labels, { length: examples * positions, limit: classes });
  requireIds("predicted", predicted, { length: examples * ticks * positions, limit: classes });
  requireIds("readoutTick", readoutTick, { length: examples, limit: ticks });
  const confidence = readFractions(examples * ticks);
  const certainty = readFractions(examples * ticks);
  const logLoss = scored === 1 ? readScores() : null;
  const brier = scored === 1 ? readScores() : null;
  return {
    examples,
    ticks,
    classes,
    positions,
    labels,
    predicted,
    confidence,
    certainty,
    readoutTick,
    logLoss,
    brier,
  };
}

/** Bytes per class id or tick, by the number of different ones. */
function idWidth(count: number): 1 | 2 {
  return count <= 256 ? 1 : 2;
}

function fileSize(
  { examples, ticks, classes, positions, scores, magic }:
    & Pick<Predictions, "examples" | "ticks" | "classes" | "positions">
    & { readonly scores: number; readonly magic: string },
): number {
  const cells = examples * ticks;
  return headerBytes(magic) + (examples + cells) * positions * idWidth(classes) +
    examples * idWidth(ticks) + cells * 4 + scores * cells * 4;
}

function quantise(value: number): number {
  if (Number.isNaN(value)) return LARGEST_CODE + 1;
  return Math.round(Math.min(1, Math.max(0, value)) * LARGEST_CODE);
}

function requireLength(name: string, values: ArrayLike<number>, length: number) {
  if (values.length !== length) {
    throw new RangeError(`${name} has ${values.length} values instead of ${length}`);
  }
}

function requireIds(
  name: string,
  values: Uint16Array,
  expected: { readonly length: number; readonly limit: number },
) {
  requireLength(name, values, expected.length);
  for (let index = 0; index < values.length; index++) {
    if (values[index]! < expected.limit) continue;
    throw new RangeError(`${name} holds ${values[index]}, which is not below ${expected.limit}`);
  }
}
