import { join } from "node:path";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { RunReport } from "../../../src/execution/executor.ts";
import { processPool } from "../../../src/execution/process_pool.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import type { Job } from "../../../src/spec/job.ts";
import { processIsAlive } from "../../../src/store/process_is_alive.ts";
import { readRun } from "../../../src/store/read_run.ts";
import { readFailure } from "../../../src/store/run_log.ts";
import { FAKE_WORKER } from "../../support/fake_worker.ts";
import { exampleRunSpec } from "../../support/study_fixture.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

const pool = processPool(FAKE_WORKER);
const never = new AbortController().signal;

function job(folder: string, runId: string, behaviour?: string): Job {
  const spec = exampleRunSpec();
  const options = behaviour === undefined ? {} : { ctm: behaviour };
  return {
    schema: 1,
    runId,
    spec: { ...spec, schedule: { name: "cosine", options } },
    code: "c",
    git: null,
    claim: null,
    dataSha256: "d",
    cacheDirectory: folder,
    runsDirectory: folder,
  };
}

Deno.test("a finished run is reported from its files, with its messages, and leaves no log", async () => {
  await inTemporaryFolder(async (folder) => {
    const types: string[] = [];
    const reports = await Array.fromAsync(pool.execute([job(folder, "aa")], {
      jobs: 1,
      signal: never,
      onMessage: (id, message) => types.push(`${id} ${message.type}`),
    }));
    const outcome = (await readRun(join(folder, "aa")))!.outcome;
    assertEquals(reports, [{
      runId: "aa",
      result: { kind: "finished", status: "completed", testAccuracy: outcome.test.accuracy },
    }]);
    assertEquals(types, ["aa started", "aa progress", "aa finished"]);
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).map((one) => one.name), ["aa"]);
  });
});

Deno.test("every way to fail is a failed run with a reason, and the others go on", async () => {
  await inTemporaryFolder(async (folder) => {
    const jobs = [
      job(folder, "fail", "fail"),
      job(folder, "garbage", "garbage"),
      job(folder, "crash", "crash"),
      job(folder, "corrupt", "corrupt"),
      job(folder, "good"),
    ];
    const reports = new Map<string, RunReport["result"]>();
    for await (const { runId, result } of pool.execute(jobs, { jobs: 2, signal: never })) {
      reports.set(runId, result);
    }
    assertEquals(reports.get("fail"), {
      kind: "failed",
      code: 1,
      message: "the loss is not a number",
    });
    assertEquals(reports.get("garbage"), {
      kind: "failed",
      code: 1,
      message: "the worker ended without a result; its last words: {not json",
    });
    assertEquals(reports.get("crash"), {
      kind: "failed",
      code: 1,
      message: "Uncaught (in promise) Error: Cannot read the tensor",
    });
    assertStringIncludes(await Deno.readTextFile(join(folder, "crash.log")), "Cannot read the");
    assertStringIncludes(JSON.stringify(reports.get("corrupt")), "outcome.json is corrupt");
    assertEquals(reports.get("good")?.kind, "finished");
    assertEquals(
      await readFailure(folder, "fail"),
      "failed with exit code 1: the loss is not a number",
    );
    assertEquals(await readFailure(folder, "good"), null);
  });
});

Deno.test("runs start in the order of the plan, at most `jobs` at a time", async () => {
  await inTemporaryFolder(async (folder) => {
    const ids = ["e", "d", "c", "b", "a"];
    const started: string[] = [];
    let ended = 0;
    let most = 0;
    const options = {
      jobs: 2,
      signal: never,
      onStart(id: string) {
        started.push(id);
        most = Math.max(most, started.length - ended);
      },
    };
    for await (const _report of pool.execute(ids.map((id) => job(folder, id)), options)) ended++;
    assertEquals(started.toSorted(), ids.toSorted());
    // Both of a pair are started together, so that only their order within the pair is free.
    assertEquals(started.slice(0, 2).toSorted(), ["d", "e"]);
    assertEquals(started.slice(2), ["c", "b", "a"]);
    assertEquals(most, 2);
    assertEquals(ended, 5);
  });
});

Deno.test("an abort ends the processes and throws with exit code 130", async () => {
  await inTemporaryFolder(async (folder) => {
    const abort = new AbortController();
    const processes: number[] = [];
    const jobs = [job(folder, "aa", "hang"), job(folder, "bb", "hang"), job(folder, "cc")];
    const error = await assertRejects(
      () =>
        Array.fromAsync(pool.execute(jobs, {
          jobs: 2,
          signal: abort.signal,
          onMessage(_, message) {
            if (message.type === "started") processes.push(Number(message.device));
            if (processes.length === 2) abort.abort();
          },
        })),
      BenchError,
      "the same command continues",
    );
    assertEquals(error.code, 130);
    assertEquals(processes.map(processIsAlive), [false, false]);
    assertEquals(await readFailure(folder, "aa"), null);
  });
});

Deno.test("a Ctrl-C that reaches a worker first is an interruption, not a failed run", async () => {
  await inTemporaryFolder(async (folder) => {
    const jobs = [job(folder, "aa", "interrupted"), job(folder, "bb")];
    const error = await assertRejects(
      () => Array.fromAsync(pool.execute(jobs, { jobs: 1, signal: never })),
      BenchError,
    );
    assertEquals(error.code, 130);
    assertEquals(await readFailure(folder, "aa"), null);
  });
});

Deno.test("leaving the iteration early ends the processes that still run", async () => {
  await inTemporaryFolder(async (folder) => {
    let hanging = 0;
    const jobs = [job(folder, "aa", "hang"), job(folder, "bb"), job(folder, "cc", "hang")];
    const options = {
      jobs: 2,
      signal: never,
      onMessage(id: string, message: { type: string; device?: string }) {
        if (id === "aa" && message.type === "started") hanging = Number(message.device);
      },
    };
    for await (const report of pool.execute(jobs, options)) {
      assertEquals(report.runId, "bb");
      break;
    }
    assertEquals(processIsAlive(hanging || 2 ** 30), false);
    assertEquals(await readRun(join(folder, "cc")), null);
  });
});
