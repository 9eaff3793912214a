import { join } from "node:path";
import { readTextIfPresent } from "./read_json.ts";

const FAILURE = "failed with exit code ";

/** Where the standard error of a run's process is kept: `runs/<runId>.log`. */
export function runLogPath(runsDirectory: string, runId: string): string {
  return join(runsDirectory, `${runId}.log`);
}

/** Closes the log of a failed run with one line that {@link readFailure} finds. */
export async function appendFailure(
  runsDirectory: string,
  runId: string,
  failure: { readonly code: number; readonly message: string },
): Promise<void> {
  const line = `${FAILURE}${failure.code}: ${failure.message}\n`;
  await Deno.writeTextFile(runLogPath(runsDirectory, runId), line, { append: true });
}

/** Why the latest attempt at a run failed, one line, or `null` if it did not fail. */
export async function readFailure(runsDirectory: string, runId: string): Promise<string | null> {
  const text = await readTextIfPresent(runLogPath(runsDirectory, runId)) ?? "";
  const line = text.trimEnd().split("\n").at(-1)!;
  return line.startsWith(FAILURE) ? line : null;
}
