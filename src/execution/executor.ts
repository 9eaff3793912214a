import type { Job, WorkerMessage } from "../spec/mod.ts";
import type { RunFailure } from "../store/mod.ts";

/** How one run's process ended. */
export type RunResult =
  | {
    readonly kind: "finished";
    /** Status of the outcome: `completed` or `diverged`. */
    readonly status: string;
    readonly testAccuracy: number;
  }
  | {
    /** A trial of a search, which has no test. */
    readonly kind: "validated";
    readonly status: string;
    readonly validationAccuracy: number;
  }
  | ({ readonly kind: "failed" } & RunFailure);

/** The end of one run. */
export interface RunReport {
  readonly runId: string;
  readonly result: RunResult;
  /** Whether another driver on the same folder carried the run out. */
  readonly elsewhere: boolean;
}

/** How an executor works through its jobs. */
export interface ExecuteOptions {
  /** Processes at a time, at least 1. */
  readonly jobs: number;
  /** Ends the work: processes are ended and `execute` throws with exit code 130. */
  readonly signal: AbortSignal;
  /** Further attempts at a run that failed in a way that may not come again. Default 0. */
  readonly retries?: number;
  /** Seconds after which an attempt is ended and counts as failed. Default: none. */
  readonly timeout?: number | null;
  /** Called when a run's process is started, once for each attempt. */
  readonly onStart?: (runId: string) => void;
  /** Called for each message of a run's process. */
  readonly onMessage?: (runId: string, message: WorkerMessage) => void;
  /** Called before a failed run is tried again; `attempt` counts from 2. */
  readonly onRetry?: (runId: string, failure: RunFailure, attempt: number) => void;
  /** Called when nothing is left but runs that other drivers are at work on. */
  readonly onWait?: (runIds: readonly string[]) => void;
}

/**
 * Starts the processes of runs. A run that fails is a result, not an exception, and the others go
 * on. Leaving the iteration early ends the processes that are still running.
 */
export interface Executor {
  /**
   * Runs `jobs` in their order. Runs that another driver is at work on are left to it, and reported
   * when it has ended them.
   *
   * @throws {BenchError} With exit code 130 after `options.signal`.
   */
  execute(jobs: readonly Job[], options: ExecuteOptions): AsyncIterable<RunReport>;
}
