import type { Predictions } from "../../spec/mod.ts";
import { decodePredictions } from "../../store/mod.ts";
import { type Agreement, SAME_ANSWERS } from "./agreement.ts";

/**
 * What differs between two files of predictions, as one line; `null` if nothing does that counts.
 *
 * @throws {RangeError} If one of them is no such file.
 */
export function comparePredictions(
  stored: Uint8Array,
  repeated: Uint8Array,
  { exact }: Agreement,
): string | null {
  const [one, other] = [decodePredictions(stored), decodePredictions(repeated)];
  if (exact) {
    const example = firstExample(one, other);
    return example === null ? null : `example ${example} differs`;
  }
  const same = one.predicted.filter((answer, at) => answer === other.predicted[at]).length;
  const share = same / Math.max(one.predicted.length, other.predicted.length);
  if (share >= SAME_ANSWERS) return null;
  return `${(100 * share).toFixed(1)} % of the answers are the same, at least ${
    100 * SAME_ANSWERS
  } % should be`;
}

/** The first example, from 0, of which something differs, or `null`. */
function firstExample(one: Predictions, other: Predictions): number | null {
  const { examples, ticks, positions } = one;
  const parts = [
    { of: (of: Predictions) => of.labels, width: positions },
    { of: (of: Predictions) => of.predicted, width: ticks * positions },
    { of: (of: Predictions) => of.confidence, width: ticks },
    { of: (of: Predictions) => of.certainty, width: ticks },
    { of: (of: Predictions) => of.readoutTick, width: 1 },
    { of: (of: Predictions) => of.logLoss, width: ticks },
    { of: (of: Predictions) => of.brier, width: ticks },
  ];
  for (let example = 0; example < examples; example++) {
    for (const { of, width } of parts) {
      const [begin, end] = [example * width, (example + 1) * width];
      const [left, right] = [of(one)?.subarray(begin, end), of(other)?.subarray(begin, end)];
      if (left?.length !== right?.length) return example;
      if (left?.some((value, at) => !Object.is(value, right![at]))) return example;
    }
  }
  return null;
}
