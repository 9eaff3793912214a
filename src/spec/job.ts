import type { Spend } from "./budget.ts";
import type { CostEstimate } from "./plan.ts";
import type { RunSpec } from "./run_spec.ts";

/** The commit that the project's folder is at. */
export interface GitState {
  readonly commit: string;
  /** Whether anything differs from the commit. */
  readonly dirty: boolean;
  /** SHA-256 of the patch with the changed code, kept with the study; `null` without one. */
  readonly patch: string | null;
}

/** What of the driver is recorded with each of its runs. */
export interface DriverRecord {
  /** SHA-256 of `deno.lock`, or `null` without one. */
  readonly lockFile: string | null;
  /** The flags that were given, by name; values that may hold paths are left out. */
  readonly flags: { readonly [name: string]: readonly string[] };
  /** Anything a reader should know: earlier attempts, a patch that was too large. */
  readonly notices: readonly string[];
}

/** What a worker process is handed: one JSON file, its path the worker's second argument. */
export interface Job {
  readonly schema: 1;
  readonly runId: string;
  readonly spec: RunSpec;
  /** SHA-256 of the code, as in {@link RunContext}; recorded with the result. */
  readonly code: string;
  readonly git: GitState | null;
  readonly driver: DriverRecord;
  /** SHA-256 of the claim that the run belongs to, or `null`. */
  readonly claim: string | null;
  /** SHA-256 of the data set; the worker refuses other data. */
  readonly dataSha256: string;
  /** Folder of prepared data sets. */
  readonly cacheDirectory: string;
  /** Folder that receives the finished run as a folder named after `runId`. */
  readonly runsDirectory: string;
  /** Seconds between two checkpoints. Default: what costs next to nothing. */
  readonly checkpointSeconds?: number;
}

/**
 * Follows the mode and the job file on the command line of a worker: it ends as soon as its standard
 * input, which its driver holds and never writes to, is at its end.
 */
export const DRIVEN = "--end-with-driver";

/** One line of JSON on a worker's standard output. */
export type WorkerMessage =
  | { readonly type: "started"; readonly backend: string; readonly device: string }
  | {
    readonly type: "progress";
    /** Part of the budget used, 0 to 1. */
    readonly progress: number;
    readonly spend: Spend;
    readonly trainLoss: number;
    /** Of the latest validation, or `null` before the first. */
    readonly validationAccuracy: number | null;
  }
  | { readonly type: "finished"; readonly status: string; readonly testAccuracy: number }
  | {
    /** The end of a trial, which has no test. */
    readonly type: "validated";
    readonly status: string;
    readonly validationAccuracy: number;
  }
  | { readonly type: "estimate"; readonly estimate: CostEstimate }
  | { readonly type: "error"; readonly code: number; readonly message: string };
