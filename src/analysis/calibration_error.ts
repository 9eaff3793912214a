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
  const sorted = sortAnswers(answers);
  return weightedCalibrationError(sorted, { bins, weights: null });
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

/**
 * {@link expectedCalibrationError} of answers that count `weights` times each, as in a resample.
 *
 * @param weights By the places in the order given to {@link sortAnswers}, `[n]`; `null` for once each.
 */
export function weightedCalibrationError(
  { order, confidence, gap }: SortedAnswers,
  { bins, weights }: { readonly bins: Bins; readonly weights: ArrayLike<number> | null },
): number {
  if (!(Number.isInteger(bins.count) && bins.count >= 1)) {
    throw new RangeError(`A calibration error needs 1 bin or more, got ${bins.count}`);
  }
  const weightAt = (rank: number) => weights === null ? 1 : weights[order[rank]!]!;
  let total = 0;
  for (let rank = 0; rank < order.length; rank++) total += weightAt(rank);
  switch (bins.binning) {
    case "equal width": {
      const sums = new Float64Array(bins.count);
      for (let rank = 0; rank < order.length; rank++) {
        sums[widthBin(confidence[rank]!, bins.count)]! += weightAt(rank) * gap[rank]!;
      }
      return sums.reduce((sum, one) => sum + Math.abs(one), 0) / total;
    }
    case "equal mass": {
      let error = 0;
      let sum = 0;
      let passed = 0;
      let bin = 0;
      // The first bins get the answers that are left over, one each; an answer that counts several
      // times may be part of two bins.
      const end = () =>
        Math.floor(total / bins.count) * (bin + 1) + Math.min(bin + 1, total % bins.count);
      for (let rank = 0; rank < order.length; rank++) {
        let left = weightAt(rank);
        while (left > 0) {
          const taken = Math.min(left, end() - passed);
          sum += taken * gap[rank]!;
          passed += taken;
          left -= taken;
          if (passed < end()) continue;
          error += Math.abs(sum);
          sum = 0;
          bin++;
        }
      }
      return error / total;
    }
    default:
      return bins.binning satisfies never;
  }
}

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  /** The range of confidences; `high` belongs to the next bin, except 1. */
  readonly low: number;
  readonly high: number;
  readonly answers: number;
  /** Mean confidence and mean correctness; `null` in an empty bin. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

/** Mean confidence and correctness in bins of equal width, from 0 to 1. */
export function reliabilityBins(answers: JudgedAnswers, count: number): ReliabilityBin[] {
  const { confidence, gap } = sortAnswers(answers);
  const sums = Array.from({ length: count }, () => ({ answers: 0, confidence: 0, gap: 0 }));
  confidence.forEach((value, rank) => {
    const bin = sums[widthBin(value, count)]!;
    bin.answers++;
    bin.confidence += value;
    bin.gap += gap[rank]!;
  });
  return sums.map((bin, index) => ({
    low: index / count,
    high: (index + 1) / count,
    answers: bin.answers,
    confidence: bin.answers === 0 ? null : bin.confidence / bin.answers,
    accuracy: bin.answers === 0 ? null : (bin.confidence - bin.gap) / bin.answers,
  }));
}

/** Mean squared difference between confidence and correctness: the Brier score of the answer alone. */
export function topLabelBrier({ confidence, correct }: JudgedAnswers): number {
  const { gap } = sortAnswers({ confidence, correct });
  return gap.reduce((sum, one) => sum + one * one, 0) / gap.length;
}

function widthBin(confidence: number, count: number): number {
  return Math.min(count - 1, Math.floor(confidence * count));
}

function requireFraction(value: number) {
  if (!(value >= 0 && value <= 1)) {
    throw new RangeError(`A confidence or correctness lies between 0 and 1, got ${value}`);
  }
}
