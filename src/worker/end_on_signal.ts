import { BenchError, EXIT } from "../spec/mod.ts";

/** How job systems, drivers and terminals ask a process to end; Windows has the last one only. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGTERM", "SIGUSR2", "SIGINT"];

/** Aborted once this process is asked to end. The reason is an error with exit code 75. */
export function endOnSignal(): AbortSignal {
  const controller = new AbortController();
  const end = () =>
    controller.abort(
      new BenchError("asked to end; the same command goes on from there", EXIT.preempted),
    );
  for (const signal of SIGNALS) Deno.addSignalListener(signal, end);
  return controller.signal;
}
