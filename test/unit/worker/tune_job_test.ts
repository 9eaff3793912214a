import { join } from "node:path";
import { assert, assertEquals } from "@std/assert";
import type { Job, WorkerMessage } from "../../../src/spec/mod.ts";
import { readTrial } from "../../../src/store/mod.ts";
import { openRun } from "../../../src/worker/open_run.ts";
import { tuneJob } from "../../../src/worker/tune_job.ts";
import { onEachBackend } from "../../support/backends.ts";
import { namesIn } from "../../support/inline_executor.ts";
import { smallJob } from "../../support/small_trial.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

/** Opens a run whose test examples must not be touched. */
async function openWithoutTest(job: Job) {
  const run = await openRun(job);
  const readTest = () => Promise.reject(new Error("The test split was opened"));
  return { ...run, data: { ...run.data, readTest } };
}

onEachBackend("a trial trains and validates, and never opens the test split", async () => {
  await inTemporaryFolder(async (folder) => {
    const job = await smallJob(folder);
    const messages: WorkerMessage[] = [];
    await tuneJob(job, (message) => messages.push(message), { open: openWithoutTest });
    assertEquals(await namesIn(job.runsDirectory), [job.runId]);
    assertEquals(await namesIn(job.runsDirectory, job.runId), [
      ...["SHA256SUMS", "curve.jsonl", "environment.json", "outcome.json", "spec.json"],
    ]);
    const trial = await readTrial(join(job.runsDirectory, job.runId));
    assertEquals([trial!.status, trial!.spend.steps, trial!.validation.examples], [
      ...["completed", 3, 8],
    ]);
    assert(trial!.validation.accuracy >= 0 && trial!.validation.accuracy <= 1);
    assertEquals(messages.at(-1), {
      type: "validated",
      status: "completed",
      validationAccuracy: trial!.validation.accuracy,
    });
  });
}, ["cpu"]);

onEachBackend("a trial that diverges counts at guessing", async () => {
  await inTemporaryFolder(async (folder) => {
    const job = await smallJob(folder, 1e38);
    await tuneJob(job, () => {}, { open: openWithoutTest });
    const trial = await readTrial(join(job.runsDirectory, job.runId));
    assertEquals(trial!.status, "diverged");
    assertEquals(trial!.validation, { accuracy: 0.5, loss: null, examples: 8 });
  });
}, ["cpu"]);
