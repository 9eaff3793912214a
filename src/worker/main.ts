import { BenchError, EXIT, type Job, type WorkerMessage } from "../spec/mod.ts";
import { probeJob } from "./probe_job.ts";
import { runJob } from "./run_job.ts";

/**
 * The worker program: `run JOB` carries out one run, `probe JOB` estimates its cost. Messages go to
 * standard output, one JSON object a line; the exit code is one of {@link EXIT}.
 */
async function main([mode, file]: readonly string[]): Promise<void> {
  if (file === undefined || (mode !== "run" && mode !== "probe")) {
    throw new BenchError("Usage: main.ts run|probe JOB.json", EXIT.usage);
  }
  const job: Job = JSON.parse(await Deno.readTextFile(file));
  if (mode === "run") await runJob(job, send);
  else send({ type: "estimate", estimate: await probeJob(job) });
}

/** WebAssembly aborts without a reason when its memory of at most 4 GiB is used up. */
function explain(message: string): string {
  if (!message.startsWith("Aborted(")) return message;
  return "the wasm backend ran out of memory; use a smaller --batch-size, fewer --ticks or a GPU";
}

function send(message: WorkerMessage): void {
  console.log(JSON.stringify(message));
}

if (import.meta.main) {
  try {
    await main(Deno.args);
    // A GPU device would keep the process alive.
    Deno.exit(EXIT.done);
  } catch (error) {
    const code = error instanceof BenchError ? error.code : EXIT.internal;
    const message = explain(error instanceof Error ? error.message : String(error));
    if (code === EXIT.internal) console.error(error);
    send({ type: "error", code, message: message.split("\n")[0]! });
    Deno.exit(code);
  }
}
