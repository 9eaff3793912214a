import { join } from "node:path";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { RunReport } from "../../../src/execution/executor.ts";
import { processPool } from "../../../src/execution/process_pool.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import type { Job } from "../../../src/spec/job.ts";
import { readRun } from "../../../src/store/read_run.ts";
import { tryLockRun } from "../../../src/store/run_lock.ts";
import { appendFailure, readFailure } from "../../../src/store/run_log.ts";
import { beginRun } from "../../../src/store/run_writer.ts";
import { FAKE_WORKER } from "../../support/fake_worker.ts";
import { processIsAlive } from "../../support/process_is_alive.ts";
import { exampleEnvironment, exampleOutcome, exampleRunSpec } from "../../support/study_fixture.ts";
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
    driver: { lockFile: null, flags: {}, notices: [] },
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
      elsewhere: false,
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

Deno.test("a failed run is tried again as often as asked, and its record says so", async () => {
  await inTemporaryFolder(async (folder) => {
    const told: string[] = [];
    const options = {
      jobs: 1,
      signal: never,
      retries: 2,
      onRetry: (id: string, failure: { message: string }, attempt: number) =>
        told.push(`${id} ${attempt} ${failure.message}`),
    };
    const jobs = [
      job(folder, "once", "fail once"),
      job(folder, "always", "fail"),
      job(folder, "unfit", "unfit machine"),
    ];
    const reports = await Array.fromAsync(pool.execute(jobs, options));
    assertEquals(reports.map(({ runId, result }) => [runId, result.kind]), [
      ["once", "finished"],
      ["always", "failed"],
      ["unfit", "failed"],
    ]);
    assertEquals(told, [
      "once 2 a bit flipped",
      "always 2 the loss is not a number",
      "always 3 the loss is not a number",
      // An unfit machine is as unfit the next time.
    ]);
    const { environment } = (await readRun(join(folder, "once")))!;
    assertEquals(environment.notices, ["attempt 1 of 3 failed with exit code 1"]);
    const log = await Deno.readTextFile(join(folder, "always.log"));
    assertEquals(log.match(/^failed with exit code 1: the loss is not a number$/gm)?.length, 3);
  });
});

Deno.test("an attempt that lasts too long is ended and is a failed run that says why", async () => {
  await inTemporaryFolder(async (folder) => {
    const options = { jobs: 1, signal: never, timeout: 0.5 };
    const [report] = await Array.fromAsync(pool.execute([job(folder, "slow", "hang")], options));
    assertEquals(report!.result, {
      kind: "failed",
      code: 4,
      message: "ended after 0.5 s, the limit of --timeout",
    });
    assertStringIncludes((await readFailure(folder, "slow"))!, "the limit of --timeout");
  });
});

Deno.test("a worker that left a checkpoint when asked to end is started again", async () => {
  await inTemporaryFolder(async (folder) => {
    const starts: string[] = [];
    const jobs = [job(folder, "aa", "preempted once")];
    const options = { jobs: 1, signal: never, onStart: (id: string) => starts.push(id) };
    const [report] = await Array.fromAsync(pool.execute(jobs, options));
    assertEquals(report!.result.kind, "finished");
    assertEquals(starts, ["aa", "aa"]);
  });
});

Deno.test("runs of another driver are left to it, and reported as it ends them", async () => {
  await inTemporaryFolder(async (folder) => {
    const held = await tryLockRun(folder, "aa");
    const alsoHeld = await tryLockRun(folder, "bb");
    const started: string[] = [];
    const options = {
      jobs: 1,
      signal: never,
      onStart: (id: string) => started.push(id),
      // Once nothing else is left, the other driver ends one run well and one badly.
      async onWait(ids: readonly string[]) {
        assertEquals(ids, ["aa", "bb"]);
        const writer = await beginRun(folder, "aa");
        await writer.writeEnvironment(exampleEnvironment());
        await writer.finish(exampleOutcome("aa", 0.5, 40));
        await appendFailure(folder, "bb", { code: 1, message: "no luck" });
        await held!.release();
        await alsoHeld!.release();
      },
    };
    const jobs = ["aa", "bb", "cc"].map((id) => job(folder, id));
    const reports = await Array.fromAsync(pool.execute(jobs, options));
    assertEquals(started, ["cc"]);
    assertEquals(reports.map(({ runId, elsewhere }) => [runId, elsewhere]), [
      ["cc", false],
      ["aa", true],
      ["bb", true],
    ]);
    assertEquals(reports[2]!.result, { kind: "failed", code: 1, message: "no luck" });
  });
});

Deno.test("a run that another driver gave up without a word is taken over", async () => {
  await inTemporaryFolder(async (folder) => {
    await appendFailure(folder, "aa", { code: 1, message: "of an earlier command" });
    await Deno.utime(join(folder, "aa.log"), 1, 1);
    const held = await tryLockRun(folder, "aa");
    const options = { jobs: 1, signal: never, onWait: () => void held!.release() };
    const [report] = await Array.fromAsync(pool.execute([job(folder, "aa")], options));
    assertEquals([report!.result.kind, report!.elsewhere], ["finished", false]);
  });
});
