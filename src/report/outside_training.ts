import type { Outcome } from "../spec/mod.ts";

/**
 * The share of a run's time that went into anything but steps: its start, examples, evaluation and
 * files. The first step counts as a step, although it is off the training clock.
 *
 * @returns 0 to 1; `null` for a run of an earlier version, whose total leaves a part of the start out.
 */
export function outsideTraining({ seconds }: Pick<Outcome, "seconds">): number | null {
  if (seconds.start === null || !(seconds.total > 0)) return null;
  return 1 - (seconds.training + seconds.warmup) / seconds.total;
}
