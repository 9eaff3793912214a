/** As a program: one run whose second replica fails in the way that the argument names, see there. */
import { openReplicas } from "../../src/worker/open_replicas.ts";
import { runJob } from "../../src/worker/run_job.ts";
import { inTemporaryFolder } from "./temporary_folder.ts";
import { tinyJob } from "./tiny_job.ts";

/**
 * A run of seconds with two replicas, compared after each of 20 steps.
 *
 * @param how How the second one fails, see `broken_follower.ts`; anything else: not at all.
 * @returns The status of its outcome.
 */
export async function replicatedRun(how: string, folder: string): Promise<string> {
  const job = await tinyJob({
    model: "ctm",
    problem: "parity",
    dataset: "parity",
    datasetOptions: { length: 5 },
    modelOptions: { backbone: { kind: "parity", width: 4 } },
    backend: "wasm",
    budget: { kind: "steps", steps: 20 },
    points: 20,
    dataParallel: 2,
  }, { cacheDirectory: folder, runsDirectory: folder });
  const program = new URL(`broken_follower.ts?how=${how}`, import.meta.url);
  let status = "";
  await runJob(job, (message) => {
    if (message.type === "finished") status = message.status;
  }, { open: (job) => openReplicas(job, { program }) });
  return status;
}

if (import.meta.main) {
  const ended = inTemporaryFolder((folder) => replicatedRun(Deno.args[0]!, folder));
  console.log(await ended.catch((error) => error.message));
}
