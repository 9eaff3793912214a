import { join } from "node:path";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { bench, type BenchServices } from "../../../src/cli/bench.ts";
import type { ReportContent } from "../../../src/cli/conclude.ts";
import { report } from "../../../src/cli/report.ts";
import { probe, processPool } from "../../../src/execution/mod.ts";
import { BenchError, environmentError } from "../../../src/spec/errors.ts";
import { readStudy } from "../../../src/store/read_study.ts";
import { fakeCatalog, fakeData, type FakeShape } from "../../support/fake_catalog.ts";
import { FAKE_WORKER } from "../../support/fake_worker.ts";
import { exampleIdentity, exampleSweep } from "../../support/study_fixture.ts";
import { endedProcessId, inTemporaryFolder } from "../../support/temporary_folder.ts";

/** What one call of `bench` did. */
interface Observed {
  readonly printed: string[];
  readonly reports: ReportContent[];
  /** Run ids whose process was started. */
  readonly started: string[];
  shown: string;
}

/** A study in a temporary folder; `behaviours` are those of the fake worker. */
function setUp(folder: string, behaviours: Record<string, string> = {}) {
  const out = join(folder, "study");
  const options = { ...behaviours };
  const sweep = exampleSweep({ schedule: { name: "cosine", options } });
  const catalog = { ...fakeCatalog, presets: [{ name: "quick", description: "", sweep }] };
  const pool = processPool(FAKE_WORKER);
  const run = async (
    args: readonly string[] = [],
    change: Partial<BenchServices<FakeShape>> = {},
    signal = new AbortController().signal,
  ): Promise<{ observed: Observed; error: BenchError | null }> => {
    const observed: Observed = { printed: [], reports: [], started: [], shown: "" };
    const services: BenchServices<FakeShape> = {
      catalog,
      cacheDirectory: () => folder,
      prepareData: () => Promise.resolve(fakeData),
      chooseBackend: () => Promise.resolve({ name: "wasm", reason: "for this test" }),
      codeIdentity: () => Promise.resolve(exampleIdentity()),
      executor: {
        execute(jobs, options) {
          observed.started.push(...jobs.map((job) => job.runId));
          return pool.execute(jobs, options);
        },
      },
      probe: (job, { signal }) => probe(job, { signal, command: FAKE_WORKER }),
      writeReport: (content) => Promise.resolve(observed.reports.push(content)),
      print: (line) => observed.printed.push(line),
      write: (text) => observed.shown += text,
      columns: () => null,
      colour: false,
      now: () => performance.now(),
      cores: 2,
      ...change,
    };
    try {
      await bench(["--out", out, ...args], services, signal);
      return { observed, error: null };
    } catch (error) {
      if (error instanceof BenchError) return { observed, error };
      throw error;
    }
  };
  return { out, run };
}

Deno.test("a study runs once, is reported, and the same command again executes nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, run } = setUp(folder);
    const first = await run();
    assertEquals(first.error, null);
    assertEquals(first.observed.started.length, 6);
    const [content] = first.observed.reports;
    assertEquals(content!.runs.length, 6);
    assertEquals(content!.missing, []);
    assertEquals(content!.comparisons.map(({ left, right }) => [left, right]), [
      ["ctm", "lstm"],
      ["ctm", "cnn"],
    ]);
    assertEquals(content!.command, `deno task bench --out ${out}`);
    const printed = first.observed.printed.join("\n");
    assertStringIncludes(printed, "ctm against lstm on mnist is inconclusive");
    assertStringIncludes(printed, `report: ${join(out, "report.html")}`);
    assertStringIncludes(first.observed.shown, "Plan of quick-mnist: classification on mnist");
    assertStringIncludes(first.observed.shown, "[6/6] ");

    const second = await run();
    assertEquals(second.error, null);
    assertEquals(second.observed.started, []);
    assertEquals(second.observed.printed, first.observed.printed);
  });
});

Deno.test("failed runs are reported with exit code 4, and only they are tried again", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, run } = setUp(folder, { lstm2: "fail" });
    const { observed, error } = await run();
    assertEquals(error?.code, 4);
    assertMatch(error!.message, /^1 of 6 runs are missing, first lstm seed 2 \(failed with exit/);
    assertEquals(observed.reports[0]!.runs.length, 5);
    assertStringIncludes(observed.shown, "lstm seed 2: failed with exit code 1: the loss is not");
    // Both planned comparisons stay, on the seeds that both sides have.
    const [lstm, cnn] = observed.reports[0]!.comparisons;
    assertEquals([lstm!.seeds, cnn!.seeds], [[1], [1, 2]]);
    assertEquals(lstm!.comparisons, 2);

    const again = await run();
    assertEquals(again.observed.started, (await readStudy(out)).missing.map((one) => one.id));
    assertEquals(again.observed.started.length, 1);
  });
});

Deno.test("a machine that is unfit for every run ends the study early with exit code 3", async () => {
  await inTemporaryFolder(async (folder) => {
    const unfit = "unfit machine";
    const { run } = setUp(folder, { ctm: unfit, lstm: unfit, cnn: unfit });
    const { observed, error } = await run(["--jobs", "1"]);
    assertEquals(error?.code, 3);
    assertEquals(error?.message, "the self-test failed");
    assertStringIncludes(observed.shown, "[1/6] ctm seed 1: failed");
    assertEquals(observed.shown.includes("[2/6]"), false);
    assertEquals(observed.reports.length, 0);
  });
});

Deno.test("one unfit run among others is only a failed run", async () => {
  await inTemporaryFolder(async (folder) => {
    const { run } = setUp(folder, { cnn2: "unfit machine" });
    assertEquals((await run()).error?.code, 4);
  });
});

Deno.test("two seeds with identical results end with exit code 6 after the report", async () => {
  await inTemporaryFolder(async (folder) => {
    const { run } = setUp(folder, { ctm: "ignore the seed" });
    const { observed, error } = await run();
    assertEquals(error?.code, 6);
    assertStringIncludes(error!.message, "seeds 1 and 2 of ctm gave identical results");
    assertEquals(observed.reports.length, 1);
  });
});

Deno.test("a dry run trains nothing, writes nothing and prints plan and cost", async () => {
  await inTemporaryFolder(async (folder) => {
    const { run } = setUp(folder);
    const { observed, error } = await run(["--dry-run", "--jobs", "2"]);
    assertEquals(error, null);
    assertEquals(observed.started, []);
    const printed = observed.printed.join("\n");
    assertStringIncludes(printed, "Plan of quick-mnist");
    // Six runs of 13 s on two processes.
    assertStringIncludes(printed, "6 runs with 2 processes at a time: about 39 s (31 s to 59 s)");
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  });
});

Deno.test("a dry run passes on why the machine is unfit", async () => {
  await inTemporaryFolder(async (folder) => {
    const { error } = await setUp(folder, { ctm: "unfit machine" }).run(["-n"]);
    assertEquals(error?.code, 3);
  });
});

Deno.test("an interrupted study continues with the same command", async () => {
  await inTemporaryFolder(async (folder) => {
    const { run } = setUp(folder);
    const abort = new AbortController();
    let ended = 0;
    const pool = processPool(FAKE_WORKER);
    const interrupting: BenchServices<FakeShape>["executor"] = {
      async *execute(jobs, options) {
        for await (const report of pool.execute(jobs, options)) {
          yield report;
          if (++ended === 2) abort.abort();
        }
      },
    };
    const first = await run(["--jobs", "1"], { executor: interrupting }, abort.signal);
    assertEquals(first.error?.code, 130);
    assertStringIncludes(first.error!.message, "the same command continues");
    assertEquals(first.observed.reports, []);

    const second = await run(["--jobs", "1"]);
    assertEquals(second.error, null);
    assertEquals(second.observed.started.length, 4);
    assertEquals(second.observed.reports[0]!.runs.length, 6);
  });
});

Deno.test("what a killed driver and worker leave is cleaned up and redone", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, run } = setUp(folder);
    await run();
    const [victim] = (await readStudy(out)).runs;
    const dead = await endedProcessId();
    const runs = join(out, "runs");
    await Deno.rename(join(runs, victim!.id), join(runs, `${victim!.id}.${dead}-00ff00ff.partial`));
    await Deno.writeTextFile(join(out, ".lock"), `${dead}\n`);

    const { observed, error } = await run();
    assertEquals(error, null);
    assertEquals(observed.started, [victim!.id]);
    const names = (await Array.fromAsync(Deno.readDir(runs))).map((entry) => entry.name);
    assertEquals(names.filter((name) => name.endsWith(".partial")), []);
    assertEquals(names.length, 6);
  });
});

Deno.test("a folder with another study is refused, and left as it was", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, run } = setUp(folder);
    await run();
    const { observed, error } = await run(["--seeds", "3"]);
    assertEquals(error?.code, 2);
    assertStringIncludes(error!.message, "choose another folder with --out");
    assertEquals(observed.started, []);
    assertEquals((await readStudy(out)).plan.sweep.seeds, [1, 2]);
  });
});

Deno.test("after a change of the code all runs are made anew and the old ones stay", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, run } = setUp(folder);
    await run();
    const changed = { codeIdentity: () => Promise.resolve(exampleIdentity("changed")) };
    const { observed, error } = await run([], changed);
    assertEquals(error, null);
    assertEquals(observed.started.length, 6);
    assertEquals((await readStudy(out)).plan.code, "changed");
    assertEquals((await Array.fromAsync(Deno.readDir(join(out, "runs")))).length, 12);
  });
});

Deno.test("predictions that contradict the outcome end with exit code 1", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, run } = setUp(folder);
    await run();
    const [victim] = (await readStudy(out)).runs;
    const path = join(out, "runs", victim!.id, "outcome.json");
    const outcome = JSON.parse(await Deno.readTextFile(path));
    outcome.test.accuracy += 1e-9;
    await Deno.writeTextFile(path, JSON.stringify(outcome));
    await Deno.remove(join(out, "runs", victim!.id, "SHA256SUMS"));
    const { error } = await run();
    assertEquals(error?.code, 1);
    assertStringIncludes(error!.message, `run ${victim!.id} contradicts itself`);
  });
});

Deno.test("quiet keeps standard error empty and prints the same result", async () => {
  await inTemporaryFolder(async (folder) => {
    const { run } = setUp(folder);
    const { observed } = await run(["--quiet"]);
    assertEquals(observed.shown, "");
    assertStringIncludes(observed.printed.at(-1)!, "report: ");
  });
});

Deno.test("bad input is refused before data, backend or folder are touched", async () => {
  await inTemporaryFolder(async (folder) => {
    const { run } = setUp(folder);
    const untouched = { prepareData: () => Promise.reject(new Error("touched")) };
    assertEquals((await run(["--tikcs", "4"], untouched)).error?.code, 2);
    assertEquals((await run(["--jobs", "0"], untouched)).error?.code, 2);
    assertEquals((await run(["--config", "none.jsonc"], untouched)).error?.code, 2);
    const refused = { chooseBackend: () => Promise.reject(environmentError("no GPU")) };
    assertEquals((await run([], refused)).error?.code, 3);
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  });
});

Deno.test("report() rebuilds the report of a study from its files", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, run } = setUp(folder);
    const made = (await run()).observed;
    const printed: string[] = [];
    const contents: ReportContent[] = [];
    const services = {
      print: (line: string) => printed.push(line),
      writeReport: (content: ReportContent) => Promise.resolve(contents.push(content)),
    };
    await report(["--", out], services);
    assertEquals(printed, made.printed);
    assertEquals({ ...contents[0]!, generated: "" }, { ...made.reports[0]!, generated: "" });
    for (const args of [[], [out, out], ["--hlep"], [join(folder, "none")]]) {
      const error = await assertRejects(() => report(args, services), BenchError);
      assertEquals(error.code, 2);
    }
  });
});
