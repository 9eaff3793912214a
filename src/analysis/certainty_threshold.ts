import type { Predictions } from "../spec/mod.ts";

/** The part of predictions that a rule of stopping looks at. */
export type Certainties = Pick<Predictions, "examples" | "ticks" | "certainty">;

/**
 * For every budget of b = 1 to T mean ticks, the strictest rule "stop at the first tick that is at
 * least this certain, at the latest at the last" whose mean ticks on these examples are at most b.
 * A stricter rule never stops an example earlier, so thresholds and mean ticks rise with the budget.
 *
 * A rule runs on past a tick where the largest certainty up to it is below the threshold. So mean
 * ticks are 1 plus the number of such cells over examples, and the wanted threshold is an order
 * statistic of those largest certainties.
 *
 * @param validation Examples that nothing is reported on.
 * @returns `[T]`, infinite where no example may stop early.
 */
export function certaintyThresholds(validation: Certainties): number[] {
  const { examples, ticks } = validation;
  const largest = largestSoFar(validation).sort();
  return Array.from({ length: ticks }, (_, index) => {
    // As many cells as the budget lets run on lie strictly below the next one, or fewer among equals.
    const allowed = examples * index;
    return allowed < largest.length ? largest[allowed]! : Infinity;
  });
}

/**
 * The tick at which each example stops, 0-based, `[n]`: the first that is at least as certain as
 * `threshold`, else the last one.
 */
export function stoppingTicks({ examples, ticks, certainty }: Certainties, threshold: number) {
  return Uint16Array.from({ length: examples }, (_, example) => {
    const start = example * ticks;
    let tick = 0;
    while (tick < ticks - 1 && known(certainty[start + tick]!) < threshold) tick++;
    return tick;
  });
}

/** The largest certainty up to each tick but the last, of all examples. */
function largestSoFar({ examples, ticks, certainty }: Certainties): Float32Array {
  const cells = new Float32Array(examples * (ticks - 1));
  for (let example = 0, cell = 0; example < examples; example++) {
    let largest = -Infinity;
    for (let tick = 0; tick < ticks - 1; tick++) {
      largest = Math.max(largest, known(certainty[example * ticks + tick]!));
      cells[cell++] = largest;
    }
  }
  return cells;
}

/** NaN is less certain than anything. */
function known(certainty: number): number {
  return Number.isNaN(certainty) ? -Infinity : certainty;
}
