import { join } from "node:path";
import { readTextIfPresent } from "./read_json.ts";
import { explainingStorage } from "./storage_error.ts";

const FAILURE = /^failed with exit code (\d+): (.*)$/;

/** Where the standard error of a run's process is kept: `runs/<runId>.log`. */
export function runLogPath(runsDirectory: string, runId: string): string {
  return join(runsDirectory, `${runId}.log`);
}

/** Why a run failed. */
export interface RunFailure {
  /** Exit code of its process, or the one that its message stands for. */
  readonly code: number;
  /** One line. */
  readonly message: string;
}

/** Closes the log of a failed run with one line that {@link readFailure} finds. */
export async function appendFailure(
  runsDirectory: string,
  runId: string,
  failure: RunFailure,
): Promise<void> {
  const path = runLogPath(runsDirectory, runId);
  const line = `${failureText(failure)}\n`;
  await explainingStorage(path, () => Deno.writeTextFile(path, line, { append: true }));
}

/** A failure as one line of text. */
export function failureText({ code, message }: RunFailure): string {
  return `failed with exit code ${code}: ${message}`;
}

/** Why the latest attempt at a run failed, one line, or `null` if it did not fail. */
export async function readFailure(runsDirectory: string, runId: string): Promise<string | null> {
  const text = await readTextIfPresent(runLogPath(runsDirectory, runId)) ?? "";
  const line = text.trimEnd().split("\n").at(-1)!;
  return FAILURE.test(line) ? line : null;
}

/**
 * The failure of a run that was recorded at `since` or later, or `null`.
 *
 * @param since Milliseconds since 1970.
 */
export async function failureSince(
  since: number,
  { runsDirectory, runId }: { readonly runsDirectory: string; readonly runId: string },
): Promise<RunFailure | null> {
  const line = await readFailure(runsDirectory, runId);
  if (line === null) return null;
  const { mtime } = await Deno.stat(runLogPath(runsDirectory, runId));
  if (mtime === null || mtime.getTime() < since) return null;
  const [, code, message] = FAILURE.exec(line)!;
  return { code: Number(code), message: message! };
}
