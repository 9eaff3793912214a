import { BenchError, DRIVEN, EXIT, type Job, type WorkerMessage } from "../spec/mod.ts";
import { endOnSignal } from "./end_on_signal.ts";
import { endWithDriver } from "./end_with_driver.ts";
import { explainError } from "./explain_error.ts";
import { probeJob } from "./probe_job.ts";
import { runJob } from "./run_job.ts";
import { tuneJob } from "./tune_job.ts";

/** When the process began, by `performance.now()`: loading the modules is part of a run. */
const PROCESS_START = 0;

/**
 * The worker program: `run JOB` carries out one run, `tune JOB` one trial of a search, `probe JOB`
 * estimates the cost of a run. Messages go to standard output, one JSON object a line; the exit code is one of {@link EXIT}.
 */
async function main([mode, file]: readonly string[]): Promise<void> {
  if (file === undefined || (mode !== "run" && mode !== "tune" && mode !== "probe")) {
    throw new BenchError("Usage: main.ts run|tune|probe JOB.json", EXIT.usage);
  }
  const job: Job = JSON.parse(await Deno.readTextFile(file));
  if (mode === "run") await runJob(job, send, { signal: endOnSignal(), since: PROCESS_START });
  else if (mode === "tune") {
    await tuneJob(job, send, { signal: endOnSignal(), since: PROCESS_START });
  } else send({ type: "estimate", estimate: await probeJob(job, { since: PROCESS_START }) });
}

function send(message: WorkerMessage): void {
  console.log(JSON.stringify(message));
}

if (import.meta.main) {
  try {
    if (Deno.args.includes(DRIVEN)) void endWithDriver();
    await main(Deno.args);
    // A GPU device would keep the process alive.
    Deno.exit(EXIT.done);
  } catch (error) {
    const { code, message } = explainError(error);
    if (code === EXIT.internal) console.error(error);
    send({ type: "error", code, message });
    Deno.exit(code);
  }
}
