import type { Job, WorkerMessage } from "../spec/mod.ts";

/** How one run's process ended. */
export type RunResult =
  | {
    readonly kind: "finished";
    /** Status of the outcome: `completed` or `diverged`. */
    readonly status: string;
    readonly testAccuracy: number;
  }
  | {
    readonly kind: "failed";
    /** Exit code of the process, or the code that its last error message names. */
    readonly code: number;
    /** One line. */
    readonly message: string;
  };

/** The end of one run. */
export interface RunReport {
  readonly runId: string;
  readonly result: RunResult;
}

/** How an executor works through its jobs. */
export interface ExecuteOptions {
  /** Processes at a time, at least 1. */
  readonly jobs: number;
  /** Ends the work: processes are ended and `execute` throws with exit code 130. */
  readonly signal: AbortSignal;
  /** Called when a run's process is started. */
  readonly onStart?: (runId: string) => void;
  /** Called for each message of a run's process. */
  readonly onMessage?: (runId: string, message: WorkerMessage) => void;
}

/**
 * Starts the processes of runs. A run that fails is a result, not an exception, and the others go
 * on. Leaving the iteration early ends the processes that are still running.
 */
export interface Executor {
  /**
   * Runs `jobs` in their order.
   *
   * @throws {BenchError} With exit code 130 after `options.signal`.
   */
  execute(jobs: readonly Job[], options: ExecuteOptions): AsyncIterable<RunReport>;
}
