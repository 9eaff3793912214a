/** How probable each answer was held, and how right it is. */
export interface JudgedAnswers {
  /** 0 to 1, `[n]`. */
  readonly confidence: ArrayLike<number>;
  /** 1 or 0, or the fraction of right positions, `[n]`. */
  readonly correct: ArrayLike<number>;
}

/**
 * How answers are put into bins by their confidence. `equal width`: the range 0 to 1 is divided
 * evenly, and some bins may be empty; `equal mass`: the answers are, in the order of their
 * confidence. The choice changes the error.
 */
export const BINNINGS = ["equal width", "equal mass"] as const;

/** One of {@link BINNINGS}. */
export type Binning = (typeof BINNINGS)[number];

/** Bins of a calibration error. */
export interface Bins {
  readonly binning: Binning;
  readonly count: number;
}

/** Answers in the order of their confidence, ready for any bins. */
export interface SortedAnswers {
  /** Places in the order given; of equal confidence the earlier first. */
  readonly order: Uint32Array;
  /** `[n]`, ascending. */
  readonly confidence: Float64Array;
  /** Confidence less correctness, `[n]`. */
  readonly gap: Float64Array;
}

/**
 * The expected calibration error: the mean over answers of the absolute difference between
 * confidence and correctness, both averaged within bins. It is biased upwards, the more so with the
 * fewer answers or the more bins: noise in a bin counts as an error too.
 *
 * @throws {RangeError} Without answers, for values out of range, or without bins.
 *
 * Source: Naeini et al. 2015; Nixon et al. 2019, arXiv:1904.01685 (equal mass); statistical
 * protocol, 3.9.
 */
export function expectedCalibrationError(answers: JudgedAnswers, bins: Bins): number {
  return weightedCalibrationError(weighAnswers(sortAnswers(answers), null), bins);
}

/** Sorts answers by confidence. @throws {RangeError} As {@link expectedCalibrationError}. */
export function sortAnswers({ confidence, correct }: JudgedAnswers): SortedAnswers {
  const count = confidence.length;
  if (count === 0 || correct.length !== count) {
    throw new RangeError(`Cannot judge ${count} confidences by ${correct.length} answers`);
  }
  for (let place = 0; place < count; place++) {
    requireFraction(confidence[place]!);
    requireFraction(correct[place]!);
  }
  const order = Uint32Array.from({ length: count }, (_, place) => place)
    .sort((a, b) => confidence[a]! - confidence[b]! || a - b);
  return {
    order,
    confidence: Float64Array.from(order, (place) => confidence[place]!),
    gap: Float64Array.from(order, (place) => confidence[place]! - correct[place]!),
  };
}

/** Answers that count several times each, as in a resample, by rank. */
export interface WeightedAnswers {
  /** `[n]`, ascending. */
  readonly confidence: Float64Array;
  /** Confidence less correctness, `[n]`. */
  readonly gap: Float64Array;
  /** How often each counts, whole numbers, `[n]`. */
  readonly weight: Uint16Array;
  /** `weight * gap`, which every kind of bins sums up, `[n]`. */
  readonly weightedGap: Float64Array;
  /** Sum of the weights. */
  readonly total: number;
}

/**
 * Lets answers count `weights` times each.
 *
 * @param weights Whole numbers by the places in the order given to {@link sortAnswers}, `[n]`; `null`
 * for once each.
 */
export function weighAnswers(
  { order, confidence, gap }: SortedAnswers,
  weights: ArrayLike<number> | null,
): WeightedAnswers {
  const weight = new Uint16Array(order.length).fill(1);
  if (weights === null) {
    return { confidence, gap, weight, weightedGap: gap, total: order.length };
  }
  const weightedGap = new Float64Array(order.length);
  let total = 0;
  for (let rank = 0; rank < order.length; rank++) {
    const times = weights[order[rank]!]!;
    weight[rank] = times;
    weightedGap[rank] = times * gap[rank]!;
    total += times;
  }
  return { confidence, gap, weight, weightedGap, total };
}

/** {@link expectedCalibrationError} of answers that count several times each. */
export function weightedCalibrationError(answers: WeightedAnswers, bins: Bins): number {
  if (!(Number.isInteger(bins.count) && bins.count >= 1)) {
    throw new RangeError(`A calibration error needs 1 bin or more, got ${bins.count}`);
  }
  switch (bins.binning) {
    case "equal width":
      return widthError(answers, bins.count);
    case "equal mass":
      return massError(answers, bins.count);
    default:
      return bins.binning satisfies never;
  }
}

function widthError(
  { confidence, weightedGap, total }: WeightedAnswers,
  count: number,
): number {
  let error = 0;
  let rank = 0;
  for (let bin = 0; bin < count; bin++) {
    const end = firstBeyond(confidence, bin, count);
    let sum = 0;
    for (; rank < end; rank++) sum += weightedGap[rank]!;
    error += Math.abs(sum);
  }
  return error / total;
}

/** Rank of the first answer beyond a bin of equal width. */
function firstBeyond(confidence: Float64Array, bin: number, count: number): number {
  let low = 0;
  let high = confidence.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (widthBin(confidence[middle]!, count) > bin) high = middle;
    else low = middle + 1;
  }
  return low;
}

function massError(
  { gap, weight, weightedGap, total }: WeightedAnswers,
  count: number,
): number {
  let error = 0;
  let sum = 0;
  let passed = 0;
  let bin = 0;
  // The first bins get the answers that are left over, one each; an answer that counts several
  // times may be part of two bins.
  const endOf = (bin: number) =>
    Math.floor(total / count) * (bin + 1) + Math.min(bin + 1, total % count);
  let end = endOf(bin);
  for (let rank = 0; rank < gap.length; rank++) {
    let left = weight[rank]!;
    if (passed + left < end) {
      sum += weightedGap[rank]!;
      passed += left;
      continue;
    }
    while (left > 0 && passed + left >= end) {
      const taken = end - passed;
      error += Math.abs(sum + taken * gap[rank]!);
      sum = 0;
      passed = end;
      left -= taken;
      end = endOf(++bin);
    }
    sum += left * gap[rank]!;
    passed += left;
  }
  return error / total;
}

/** Mean squared difference between confidence and correctness: the Brier score of the answer alone. */
export function topLabelBrier({ gap }: SortedAnswers): number {
  return gap.reduce((sum, one) => sum + one * one, 0) / gap.length;
}

/** The bin of equal width that a confidence belongs to, from 0; a confidence of 1 to the last. */
export function widthBin(confidence: number, count: number): number {
  return Math.min(count - 1, Math.floor(confidence * count));
}

function requireFraction(value: number) {
  if (!(value >= 0 && value <= 1)) {
    throw new RangeError(`A confidence or correctness lies between 0 and 1, got ${value}`);
  }
}
