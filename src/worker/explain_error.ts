import { BenchError, EXIT, type ExitCode } from "../spec/mod.ts";

/** What an error says to a user: the exit code that it calls for, and one line. */
export function explainError(
  error: unknown,
): { readonly code: ExitCode; readonly message: string } {
  const code = error instanceof BenchError ? error.code : EXIT.internal;
  const message = error instanceof Error ? error.message : String(error);
  return { code, message: withReason(message).split("\n")[0]! };
}

/** WebAssembly aborts without a reason when its memory of at most 4 GiB is used up. */
function withReason(message: string): string {
  if (!message.startsWith("Aborted(")) return message;
  return "the wasm backend ran out of memory; use a smaller --batch-size, fewer --ticks or a GPU";
}
