import { join } from "node:path";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { verdict } from "../../../src/cli/verdict.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import { studyFolder, writeJson } from "../../../src/store/mod.ts";
import { inlineExecutor } from "../../support/inline_executor.ts";
import { exampleSweep } from "../../support/study_fixture.ts";
import { fakeCatalog, fakeData } from "../../support/fake_catalog.ts";
import { makePlan } from "../../../src/cli/make_plan.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

/** A study with five seeds in `directory`, in which runs of `failing` have no result. */
async function writeStudy(directory: string, failing: string | null = null) {
  const plan = makePlan(exampleSweep({ seeds: [1, 2, 3, 4, 5] }), fakeCatalog, {
    data: fakeData,
    backend: { name: "wasm", reason: "for this test" },
    code: "c",
  });
  const { runs: runsDirectory } = studyFolder(directory);
  await Deno.mkdir(runsDirectory, { recursive: true });
  await writeJson(studyFolder(directory).plan, plan);
  const jobs = plan.runs.map(({ id, spec }) => ({
    schema: 1 as const,
    runId: id,
    spec,
    code: "c",
    git: null,
    driver: { lockFile: null, flags: {}, notices: [] },
    claim: null,
    dataSha256: "d",
    cacheDirectory: directory,
    runsDirectory,
  }));
  const accuracies: Record<string, number> = { ctm: 0.8, lstm: 0.6, cnn: 0.9 };
  const executor = inlineExecutor(
    "run",
    ({ model }) => model.name === failing ? "failed" : accuracies[model.name]!,
  );
  const signal = new AbortController().signal;
  await Array.fromAsync(executor.execute(jobs, { jobs: 1, signal }));
}

Deno.test("verdict prints one screen about a study, and the same as JSON", async () => {
  await inTemporaryFolder(async (folder) => {
    await writeStudy(folder);
    const printed: string[] = [];
    await verdict([folder], { print: (line) => printed.push(line) });
    assertStringIncludes(printed[0]!, "Study: quick-mnist, 5 seeds, examples=640 per run");
    assertStringIncludes(printed[0]!, "no claim was registered");
    const [lstm, cnn] = printed.filter((line) => line.includes(" vs "));
    assertStringIncludes(lstm!, "clearly leads");
    assertStringIncludes(cnn!, "clearly trails");
    assertStringIncludes(printed.join("\n"), "diverged 0/0/0 (kept at chance), missing 0/0/0");
    assertEquals(printed.at(-1), "  next: nothing, the verdicts stand");

    const json: string[] = [];
    await verdict([folder, "--json"], { print: (line) => json.push(line) });
    const { claim, studies } = JSON.parse(json.join("\n"));
    assertEquals(claim, null);
    assertEquals(studies[0].comparisons.map((one: { verdict: string }) => one.verdict), [
      "leads",
      "trails",
    ]);
  });
});

Deno.test("missing runs are exit code 4, after the screen", async () => {
  await inTemporaryFolder(async (folder) => {
    await writeStudy(folder, "lstm");
    const printed: string[] = [];
    const error = await assertRejects(
      () => verdict([folder], { print: (line) => printed.push(line) }),
      BenchError,
    );
    assertEquals(error.code, 4);
    assertStringIncludes(error.message, "quick-mnist: 5 planned runs are missing, first seed 1");
    assertStringIncludes(printed.join("\n"), "missing 0/5/0 (ctm/lstm/cnn)");
  });
});

Deno.test("what is no study, and what is no flag, is one line with exit code 2", async () => {
  await inTemporaryFolder(async (folder) => {
    const refused = async (...args: string[]) => {
      const error = await assertRejects(
        () => verdict(args, { print: () => undefined }),
        BenchError,
      );
      assertEquals(error.code, 2);
      return error.message;
    };
    assertStringIncludes(await refused(join(folder, "nothing")), "holds no study");
    assertStringIncludes(await refused(), "give the folder of one study or claim");
    assertStringIncludes(await refused(folder, "--jsno"), "did you mean --json?");
  });
});
