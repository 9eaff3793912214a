import { BenchError, EXIT, type ExitCode } from "../spec/mod.ts";
import { explainIfStorage } from "../store/storage_error.ts";

/**
 * Milliseconds within which signals count as one: a terminal sends Ctrl-C to every process, and the
 * task runner hands its own on.
 */
const SAME_KEYSTROKE = 1000;

/**
 * Runs a task and ends the process. An error that the user can act on becomes one line on standard
 * error and its exit code; anything else is an internal error, exit code 1.
 *
 * @param task Receives a signal that SIGINT and SIGTERM abort; a second one ends the process at once.
 */
export async function runTask(task: (signal: AbortSignal) => Promise<void>): Promise<never> {
  const interruption = new AbortController();
  let first = 0;
  const interrupt = () => {
    if (!interruption.signal.aborted) {
      first = performance.now();
      interruption.abort();
    } else if (performance.now() - first > SAME_KEYSTROKE) {
      Deno.exit(EXIT.interrupted);
    }
  };
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, interrupt);
  try {
    await task(interruption.signal);
    return Deno.exit(EXIT.done);
  } catch (error) {
    const { line, code } = describeError(error);
    console.error(line);
    if (code === EXIT.internal && Deno.env.get("CTM_BENCH_DEBUG") === "1") console.error(error);
    return Deno.exit(code);
  }
}

/** The one line and the exit code of an error. */
export function describeError(thrown: unknown): { readonly line: string; readonly code: ExitCode } {
  const error = explainIfStorage(thrown);
  const message = error instanceof Error ? error.message : String(error);
  const text = message.replace(/\s*\n\s*/g, " ").trim();
  return error instanceof BenchError ? { line: `error: ${text}`, code: error.code } : {
    line: `internal error: ${text} (please report; details with CTM_BENCH_DEBUG=1)`,
    code: EXIT.internal,
  };
}
