import { BenchError, EXIT } from "../spec/mod.ts";
import type { EngineCommand } from "./engines.ts";

/**
 * Runs one of our own programs to its end.
 *
 * @returns Its standard output.
 * @throws {Error} With its last words if it fails.
 * @throws {BenchError} With exit code 130 if the signal came.
 */
export async function runToEnd(
  [program, ...args]: EngineCommand,
  signal: AbortSignal,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).output();
  if (signal.aborted) throw new BenchError("interrupted", EXIT.interrupted);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) {
    throw new Error(
      text(stderr).trim().split("\n").find((line) => line.startsWith("error")) ?? "no words",
    );
  }
  return text(stdout);
}
