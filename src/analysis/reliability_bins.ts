import { type SortedAnswers, widthBin } from "./calibration_error.ts";

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
export function reliabilityBins(
  { confidence, gap }: SortedAnswers,
  count: number,
): ReliabilityBin[] {
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
