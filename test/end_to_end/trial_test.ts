import { join } from "node:path";
import { assertEquals } from "@std/assert";
import { trialPool } from "../../src/execution/mod.ts";
import { readTrial } from "../../src/store/mod.ts";
import { namesIn } from "../support/inline_executor.ts";
import { smallJob } from "../support/small_trial.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";

Deno.test("a worker process carries out a trial and leaves its files, without a test", async () => {
  await inTemporaryFolder(async (folder) => {
    const job = await smallJob(folder);
    const signal = new AbortController().signal;
    const reports = await Array.fromAsync(trialPool().execute([job], { jobs: 1, signal }));
    const trial = await readTrial(join(job.runsDirectory, job.runId));
    assertEquals(reports.map(({ result }) => result), [{
      kind: "validated",
      status: "completed",
      validationAccuracy: trial!.validation.accuracy,
    }]);
    const files = await namesIn(job.runsDirectory, job.runId);
    assertEquals(files.filter((name) => name.includes("predictions")), []);
    assertEquals((await namesIn(job.runsDirectory)).filter((name) => name.endsWith(".log")), []);
  });
});
