import { join } from "node:path";
import type { Job } from "../spec/mod.ts";
import { readRun, readTrial } from "../store/mod.ts";
import type { RunResult } from "./executor.ts";
import type { StartOptions } from "./worker_process.ts";

/** What the processes of a pool do, and how what they leave is read. */
export interface Work {
  readonly mode: Extract<StartOptions["mode"], "run" | "tune">;
  /** The result of a job from its files, or `null` if it is not finished. */
  resultOf(job: Job): Promise<RunResult | null>;
}

/** Runs: training and one test. */
export const RUNS: Work = {
  mode: "run",
  async resultOf({ runsDirectory, runId }) {
    const finished = await readRun(join(runsDirectory, runId));
    if (finished === null) return null;
    const { status, test } = finished.outcome;
    return { kind: "finished", status, testAccuracy: test.accuracy };
  },
};

/** Trials of a search: training and validation, never a test. */
export const TRIALS: Work = {
  mode: "tune",
  async resultOf({ runsDirectory, runId }) {
    const trial = await readTrial(join(runsDirectory, runId));
    if (trial === null) return null;
    return {
      kind: "validated",
      status: trial.status,
      validationAccuracy: trial.validation.accuracy,
    };
  },
};
