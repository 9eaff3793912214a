/**
 * Exit codes of every task. The scientific outcome never changes the code, unless it was gated: a
 * verdict of "trails" is a success of the harness.
 */
export const EXIT = {
  done: 0,
  /** An internal error, or data that contradict each other (corrupt file, mismatching ids). */
  internal: 1,
  /** The user's input: unknown flag, bad value, missing data set. */
  usage: 2,
  /** The backend or the machine cannot produce trustworthy numbers. */
  environment: 3,
  /** Some planned runs failed or are missing. */
  incomplete: 4,
  /** Something that was gated, as a nightly regression. */
  gate: 5,
  /** Numbers that cannot be right: seeds that gave identical results, a golden case that fails. */
  unsound: 6,
  /** The comparison would be unfair (models not matched). */
  unfair: 7,
  /** A worker that was asked to end and left a checkpoint behind: start the run again. */
  preempted: 75,
  /** Interrupted; the same command continues. */
  interrupted: 130,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * An error that the user can act on. Its message is one line: what was wrong, what was expected and
 * how to fix it. Tasks print it without a stack trace and end with `code`.
 */
export class BenchError extends Error {
  constructor(message: string, readonly code: ExitCode) {
    super(message);
    this.name = "BenchError";
  }
}

/** A {@link BenchError} about the user's input, exit code 2. */
export function usageError(message: string): BenchError {
  return new BenchError(message, EXIT.usage);
}

/** A {@link BenchError} about the machine or the backend, exit code 3. */
export function environmentError(message: string): BenchError {
  return new BenchError(message, EXIT.environment);
}
