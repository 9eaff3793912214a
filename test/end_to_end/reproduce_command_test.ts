import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { bench, type BenchServices } from "../../src/cli/bench.ts";
import { compareStudy } from "../../src/cli/compare_study.ts";
import { probe, processPool } from "../../src/execution/mod.ts";
import { writeReport } from "../../src/report/write_report.ts";
import { readStudy } from "../../src/store/read_study.ts";
import { fakeCatalog, fakeData, type FakeShape } from "../support/fake_catalog.ts";
import { FAKE_WORKER } from "../support/fake_worker.ts";
import { exampleIdentity, exampleSweep } from "../support/study_fixture.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";

/** Runs a study without training. Returns the ids of the runs that were started. */
async function benchWith(args: readonly string[], folder: string): Promise<string[]> {
  const started: string[] = [];
  const pool = processPool(FAKE_WORKER);
  const services: BenchServices<FakeShape> = {
    catalog: {
      ...fakeCatalog,
      presets: [{ name: "quick", description: "", sweep: exampleSweep() }],
    },
    cacheDirectory: () => folder,
    prepareData: () => Promise.resolve(fakeData),
    chooseBackend: () => Promise.resolve({ name: "wasm", reason: "for this test" }),
    codeIdentity: () => Promise.resolve(exampleIdentity()),
    executor: {
      execute(jobs, options) {
        started.push(...jobs.map((job) => job.runId));
        return pool.execute(jobs, options);
      },
    },
    probe: (job, { signal }) => probe(job, { signal, command: FAKE_WORKER }),
    writeReport,
    print: () => undefined,
    write: () => undefined,
    columns: () => null,
    colour: false,
    now: () => performance.now(),
    cores: 2,
  };
  await bench(args, services, new AbortController().signal);
  return started.sort();
}

/** The arguments of a `deno task bench` as a shell understands them. */
async function shellArguments(command: string): Promise<string[]> {
  const script = `deno() { shift 2; printf '%s\\0' "$@"; }\n${command}`;
  const { stdout, success } = await new Deno.Command("sh", { args: ["-c", script] }).output();
  assert(success, command);
  return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
}

Deno.test({
  name: "the command in a report makes the very runs of the report again",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await inTemporaryFolder(async (folder) => {
      // A space and a quotation mark, so that only proper quoting survives the shell.
      const study = join(folder, "anna's study");
      const flags = ["--ticks", "4", "--seeds", "2", "--margin", "0.5pp", "--out", study];
      const first = await benchWith(flags, folder);
      assertEquals(first.length, 3 * 2);

      const markdown = await Deno.readTextFile(join(study, "report.md"));
      const printed = /reproduces this study:\n\n```sh\n(.*?)\n```/s.exec(markdown)![1]!;
      const report = JSON.parse(await Deno.readTextFile(join(study, "report.json")));
      assertEquals(report.command, printed);
      const page = await Deno.readTextFile(join(study, "report.html"));
      assertStringIncludes(page, `<pre><code>${printed}</code></pre>`);

      const args = await shellArguments(printed);
      assertEquals(args, flags);
      assertEquals(await benchWith(args, folder), [], "the same folder has every run already");
      const plan = (await readStudy(study)).plan;
      assertEquals(plan.runs.map(({ id }) => id).sort(), first);
      const elsewhere = [...args.slice(0, -1), join(folder, "other")];
      assertEquals(await benchWith(elsewhere, folder), first, "another folder has the same ids");

      // What the report calls the comparisons are those of the stored runs, with all digits.
      const { comparisons } = await compareStudy(study, await readStudy(study));
      assertEquals(comparisons.length, 2);
      assertEquals(report.comparisons, JSON.parse(JSON.stringify(comparisons)));
    });
  },
});
