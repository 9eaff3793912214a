import type { Spend } from "./budget.ts";
import type { CostEstimate } from "./plan.ts";
import type { RunSpec } from "./run_spec.ts";

/** What a worker process is handed: one JSON file, its path the worker's second argument. */
export interface Job {
  readonly schema: 1;
  readonly runId: string;
  readonly spec: RunSpec;
  /** SHA-256 of the code, as in {@link RunContext}; recorded with the result. */
  readonly code: string;
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
  /** SHA-256 of the claim that the run belongs to, or `null`. */
  readonly claim: string | null;
  /** SHA-256 of the data set; the worker refuses other data. */
  readonly dataSha256: string;
  /** Folder of prepared data sets. */
  readonly cacheDirectory: string;
  /** Folder that receives the finished run as a folder named after `runId`. */
  readonly runsDirectory: string;
}

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
  | { readonly type: "estimate"; readonly estimate: CostEstimate }
  | { readonly type: "error"; readonly code: number; readonly message: string };
