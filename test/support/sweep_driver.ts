/**
 * A driver for tests that kill it: carries out the jobs of a file that have no result yet.
 *
 * Arguments: the file of jobs, and how many run at a time.
 */
import { processPool } from "../../src/execution/process_pool.ts";
import type { Job } from "../../src/spec/mod.ts";
import { cleanPartial, readRun } from "../../src/store/mod.ts";

if (import.meta.main) {
  const [file, jobs] = Deno.args;
  const all: Job[] = JSON.parse(await Deno.readTextFile(file!));
  await cleanPartial(all[0]!.runsDirectory);
  const missing: Job[] = [];
  for (const job of all) {
    if (await readRun(`${job.runsDirectory}/${job.runId}`) === null) missing.push(job);
  }
  const options = { jobs: Number(jobs), signal: new AbortController().signal };
  for await (const { runId, result } of processPool().execute(missing, options)) {
    if (result.kind === "failed") throw new Error(`${runId}: ${result.message}`);
  }
}
