import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { openRun } from "../../../src/worker/open_run.ts";
import { runJob } from "../../../src/worker/run_job.ts";
import { readRun } from "../../../src/store/mod.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";
import { tinyJob } from "../../support/tiny_job.ts";

Deno.test("a run's record says where its time went, from the start of the process on", () =>
  inTemporaryFolder(async (folder) => {
    const job = await tinyJob({
      model: "lstm",
      problem: "parity",
      dataset: "parity",
      datasetOptions: { length: 5 },
      modelOptions: { backbone: { kind: "parity", width: 4 } },
      backend: "cpu",
      budget: { kind: "steps", steps: 4 },
    }, { cacheDirectory: folder, runsDirectory: folder });
    const before = performance.now();
    // As if the process had taken a minute to load, and the examples a second.
    const open = async (given: typeof job) => ({ ...await openRun(given), dataSeconds: 1 });
    await runJob(job, () => {}, { since: before / 1000 - 60, open });
    const elapsed = 60 + (performance.now() - before) / 1000;

    const { outcome: { seconds }, environment } = (await readRun(join(folder, job.runId)))!;
    const { start, data, files, total, warmup, training, evaluation } = seconds;
    assert(start! >= 59 && data! >= 1 && files! > 0, JSON.stringify(seconds));
    assert(total >= 60 && total <= elapsed, `${total} of ${elapsed}`);
    const parts = start! + data! + files! + warmup + training + evaluation;
    assert(parts <= total, `no second counts twice: ${parts} of ${total}`);
    assert(parts > 0.9 * total, `${parts} of ${total}`);
    const began = performance.timeOrigin + before - 60_000;
    assertEquals(Math.abs(new Date(environment.started).getTime() - began) < 5, true);
  }));
