import type { ComparedRun, PairedRuns } from "./pair_runs.ts";

/** The accuracy at which a run counts: its own, or `chance` for a diverged one. */
export function countedAccuracy(run: ComparedRun, chance: number): number {
  return run.diverged ? chance : run.accuracy;
}

/**
 * D, `[S, n]` row-major in the order of the pairs: left minus right per example. An example of a
 * diverged run counts as correct with probability `chance`, its expected value under guessing.
 *
 * @returns `null` without pairs, or where a run that did not diverge has no per-example results.
 *
 * Source: statistical protocol, 3.1 and 3.3 ("diverged run: chance-level predictions").
 */
export function differenceMatrix(
  { pairs, examples }: PairedRuns,
  chance: number,
): Float64Array | null {
  const runs = pairs.flatMap(({ left, right }) => [left, right]);
  if (runs.length === 0 || runs.some((run) => !run.diverged && run.correct === null)) return null;
  const matrix = new Float64Array(pairs.length * examples);
  pairs.forEach(({ left, right }, row) => {
    for (let example = 0; example < examples; example++) {
      const ofLeft = left.diverged ? chance : left.correct![example]!;
      const ofRight = right.diverged ? chance : right.correct![example]!;
      matrix[row * examples + example] = ofLeft - ofRight;
    }
  });
  return matrix;
}

/** One sentence for each diverged run among `runs`. */
export function divergedRemarks(
  label: string,
  runs: readonly ComparedRun[],
  chance: number,
): string[] {
  return runs.filter((run) => run.diverged).map((run) =>
    `seed ${run.seed} of ${label} diverged and counts at chance level (${
      (chance * 100).toFixed(1)
    } %)`
  );
}
