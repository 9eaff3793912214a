import type { CostEstimate, Plan } from "../spec/mod.ts";
import { durationText } from "./quantity_text.ts";

/** Wall-clock seconds of a study. */
export interface StudyCost {
  /** Of all its processes together. */
  readonly processSeconds: number;
  /** Until the last run ends, if processes do not slow each other down. */
  readonly wallSeconds: number;
  /** The range to expect. */
  readonly low: number;
  readonly high: number;
}

/**
 * What the runs of `plan` that are not finished cost, from one probe per trial. Each run goes to the
 * process that is free first, in the order of the plan. The range is 0.8 to 1.5 times the result:
 * a probe of a few steps is that uncertain, and processes share memory bandwidth and clock.
 *
 * @param estimates One per trial of the plan.
 * @param jobs Processes at a time.
 */
export function estimateCost(
  plan: Plan,
  estimates: readonly CostEstimate[],
  { jobs, finished }: { readonly jobs: number; readonly finished: ReadonlySet<string> },
): StudyCost {
  const seconds = plan.runs
    .filter((run) => !finished.has(run.id))
    .map((run) => estimates[run.trial]!.total);
  const busyUntil = new Array<number>(Math.max(1, jobs)).fill(0);
  for (const duration of seconds) {
    const first = busyUntil.indexOf(Math.min(...busyUntil));
    busyUntil[first]! += duration;
  }
  const wallSeconds = Math.max(...busyUntil);
  return {
    processSeconds: seconds.reduce((sum, one) => sum + one, 0),
    wallSeconds,
    low: 0.8 * wallSeconds,
    high: 1.5 * wallSeconds,
  };
}

/** The estimate as lines: one per trial, then the whole. */
export function costText(
  plan: Plan,
  estimates: readonly CostEstimate[],
  { jobs, finished }: { readonly jobs: number; readonly finished: ReadonlySet<string> },
): string[] {
  const width = Math.max(...plan.trials.map((trial) => trial.label.length));
  const lines = plan.trials.map(({ label }, index) => {
    const { startup, secondsPerStep, steps, evaluation, total } = estimates[index]!;
    return `${label.padEnd(width)}  ${durationText(total)} a run: start ${
      durationText(startup)
    }, ${steps} steps of ${(1000 * secondsPerStep).toFixed(0)} ms, evaluation ${
      durationText(evaluation)
    }`;
  });
  const left = plan.runs.filter((run) => !finished.has(run.id)).length;
  const done = left === plan.runs.length ? "" : ` (${plan.runs.length - left} already finished)`;
  const cost = estimateCost(plan, estimates, { jobs, finished });
  return [
    "Cost, from a probe of a few steps of each trial",
    "",
    ...lines,
    "",
    `${left} runs${done} with ${jobs} process${jobs === 1 ? "" : "es"} at a time: about ${
      durationText(cost.wallSeconds)
    } (${durationText(cost.low)} to ${durationText(cost.high)})`,
  ];
}
