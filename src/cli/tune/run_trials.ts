import { join } from "node:path";
import type { Job, Plan, PlannedTrial, Trial } from "../../spec/mod.ts";
import { cleanPartial, readTrial, tuningFolder } from "../../store/mod.ts";
import { carryOut, type CarryOutOptions } from "../carry_out.ts";

/** The trials of one model, and what their jobs share with all others of the search. */
export interface ModelTrials {
  /** For progress: its cost weighs the trials. */
  readonly trial: Trial;
  readonly trials: readonly PlannedTrial[];
}

/** Everything of a job but what the trial says. */
export type JobParts = Omit<Job, "runId" | "spec" | "runsDirectory">;

/**
 * Carries out the trials that have no result yet, the models' trials of one position side by side.
 *
 * @param directory Holds the folder `tuning`.
 * @param shown The plan whose sweep and backend are shown with the progress.
 * @throws {BenchError} As `carryOut`, and with exit code 1 if a finished trial is corrupt.
 */
export async function runTrials(
  directory: string,
  { shown, models, parts }: {
    readonly shown: Plan;
    readonly models: readonly ModelTrials[];
    readonly parts: JobParts;
  },
  options: CarryOutOptions,
): Promise<void> {
  const folder = tuningFolder(directory);
  const all = models
    .flatMap(({ trial, trials }) =>
      trials.map((planned) => ({ trial, planned, of: trials.length }))
    )
    .sort((a, b) => a.planned.position - b.planned.position);
  for (const { trial } of models) await cleanPartial(folder.trials(trial.model));
  const plan: Plan = {
    ...shown,
    trials: all.map(({ trial, planned, of }) => ({
      ...trial,
      label: `${trial.model} trial ${planned.position}/${of}`,
    })),
    runs: all.map(({ planned: { id, spec } }, index) => ({ id, trial: index, spec })),
  };
  const jobs: Job[] = [];
  for (const { trial, planned: { id, spec } } of all) {
    const runsDirectory = folder.trials(trial.model);
    if (await readTrial(join(runsDirectory, id)) !== null) continue;
    // A setting that was drawn twice is one trial.
    if (jobs.some((job) => job.runId === id)) continue;
    jobs.push({ ...parts, runId: id, spec, runsDirectory });
  }
  await carryOut(plan, jobs, options);
}
