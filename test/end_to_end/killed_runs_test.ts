import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { agreementOf } from "../../src/cli/repeat/agreement.ts";
import { compareRuns } from "../../src/cli/repeat/compare_runs.ts";
import { workerCommand } from "../../src/execution/worker_process.ts";
import type { Job, WorkerMessage } from "../../src/spec/mod.ts";
import { killSweep } from "../support/killed_sweep.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";
import { tinyJob } from "../support/tiny_job.ts";

Deno.test("a sweep whose processes are killed gives the results of one that was let be", () =>
  inTemporaryFolder(async (folder) => {
    await killSweep({ folder, kills: 4, seeds: 1, steps: 150, seed: 1 });
  }));

/** Runs the worker; `onProgress` is called once, when training is under way. */
async function runWorker(
  job: Job,
  folder: string,
  onProgress: (process: Deno.ChildProcess) => void = () => {},
): Promise<{ readonly code: number; readonly last: WorkerMessage }> {
  const file = join(folder, "job.json");
  await Deno.writeTextFile(file, JSON.stringify(job));
  const [program, ...args] = workerCommand();
  const process = new Deno.Command(program, {
    args: [...args, "run", file],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let text = "";
  let told = false;
  for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (told || !text.includes('"progress"')) continue;
    told = true;
    onProgress(process);
  }
  const { code } = await process.status;
  return { code, last: JSON.parse(text.trim().split("\n").at(-1)!) };
}

for (const dataParallel of [undefined, 2]) {
  Deno.test(`a worker that is asked to end keeps its state, ends with 75 and is continued, ${dataParallel ?? 1} replica(s)`, () =>
    inTemporaryFolder(async (folder) => {
      const jobIn = async (name: string) =>
        await tinyJob({
          model: "ctm",
          problem: "parity",
          dataset: "parity",
          datasetOptions: { length: 5 },
          modelOptions: { backbone: { kind: "parity", width: 4 } },
          backend: "wasm",
          dataParallel,
          budget: { kind: "steps", steps: 400 },
        }, { cacheDirectory: folder, runsDirectory: join(folder, name) });
      const whole = await jobIn("whole");
      assertEquals((await runWorker(whole, folder)).code, 0);
      const job = await jobIn("ended");
      const run = join(job.runsDirectory, job.runId);
      for (const signal of ["SIGTERM", "SIGUSR2", "SIGINT"] as const) {
        const { code, last } = await runWorker(job, folder, (process) => process.kill(signal));
        assertEquals([code, last.type], [75, "error"], signal);
        const slots = await Array.fromAsync(Deno.readDir(`${run}.checkpoint`));
        assert(slots.length > 0, "a checkpoint");
      }
      assertEquals((await runWorker(job, folder)).code, 0);
      const pair = { stored: join(whole.runsDirectory, whole.runId), repeated: run };
      assertEquals(
        await compareRuns(pair, agreementOf("wasm", { sameKernels: true })),
        null,
      );
      const left = await Array.fromAsync(Deno.readDir(job.runsDirectory));
      assert(!left.some(({ name }) => name.endsWith(".checkpoint")), "the checkpoint is removed");
    }));
}
