import { usageError } from "../spec/mod.ts";

/** Equal images in a row are one digit. */
export interface DigitRuns {
  /** Number of digits. */
  readonly count: number;
  /** Ticks of each. */
  readonly length: number;
}

/**
 * Finds the digits in images that are given tick by tick. The authors' code looks at a digit once:
 * as long as no image of the batch changes.
 *
 * @param images `[batch, ticks, size]`, row-major.
 * @throws {BenchError} With exit code 2 if digits last for different numbers of ticks.
 */
export function digitRuns(
  images: ArrayLike<number>,
  { batch, ticks, size }: {
    readonly batch: number;
    readonly ticks: number;
    readonly size: number;
  },
): DigitRuns {
  const starts = Array.from({ length: ticks }, (_, tick) => tick)
    .filter((tick) => tick === 0 || changes(tick));
  const length = (starts[1] ?? ticks) - starts[0]!;
  const uneven = starts.some((start, i) => (starts[i + 1] ?? ticks) - start !== length);
  if (uneven) throw usageError("input/x shows its digits for different numbers of ticks");
  return { count: starts.length, length };

  function changes(tick: number): boolean {
    for (let example = 0; example < batch; example++) {
      const now = (example * ticks + tick) * size;
      for (let i = now; i < now + size; i++) if (images[i] !== images[i - size]) return true;
    }
    return false;
  }
}
