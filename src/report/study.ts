import type { Findings } from "../analysis/findings.ts";
import type { Plan, Trial } from "../spec/mod.ts";
import type { MissingRun, RunRecord, StoredStudy } from "../store/read_study.ts";

export type { MissingRun, RunRecord };

/** Everything that a report is made from. */
export interface ReportInput extends StoredStudy, Findings {
  /** Further plans of the study with their runs, by name; absent where there are none. */
  readonly variants?: ReadonlyMap<string, StoredStudy>;
  /** The command line that reproduces the study. */
  readonly command: string;
  /** When the report was made, ISO 8601. */
  readonly generated: string;
}

/** The trial at `index`, which every run and every missing run of a well-formed study has. */
export function trialAt(plan: Plan, index: number): Trial {
  const trial = plan.trials[index];
  if (trial === undefined) {
    throw new RangeError(`Cannot find trial ${index}: the plan has ${plan.trials.length} trials`);
  }
  return trial;
}

/** The finished runs of one trial, by ascending seed. */
export function runsOfTrial(input: ReportInput, trial: number): RunRecord[] {
  return input.runs.filter((run) => run.trial === trial).sort((a, b) => a.seed - b.seed);
}

/** Index of the CTM cell that the verdict is about, or `null` in a study without one. */
export function referenceTrial(plan: Plan): number | null {
  const index = plan.trials.findIndex((trial) => trial.role === "reference");
  return index < 0 ? null : index;
}

/** Whether the study has cells that were explored besides the reference. */
export function hasSweep(plan: Plan): boolean {
  return plan.trials.some((trial) => trial.role === "sweep");
}

/**
 * Whether an example has several answers, so that accuracy, the fraction of right answers, and the
 * fraction of solved examples, all of whose answers are right, are two numbers.
 */
export function hasSeveralAnswers(input: ReportInput): boolean {
  return input.runs.some(({ outcome }) => outcome.test.solved !== outcome.test.accuracy);
}

/** Accuracy of guessing, or `null` where no run has finished. */
export function chanceLevel(input: ReportInput): number | null {
  return input.runs[0]?.outcome.test.chance ?? null;
}
