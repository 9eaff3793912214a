import { join } from "node:path";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { conclude } from "../../src/cli/conclude.ts";
import { lintStudy } from "../../src/cli/lint_study.ts";
import { outsideTraining } from "../../src/report/outside_training.ts";
import { writeReport } from "../../src/report/write_report.ts";
import { plannedKernels } from "../../src/spec/mod.ts";
import { readStudy } from "../../src/store/read_study.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";

/** A study as an earlier version wrote it; see the README in it. */
const STUDY = new URL("./earlier_version", import.meta.url).pathname;

Deno.test("a study of an earlier version still reports, with the same numbers", async () => {
  await inTemporaryFolder(async (folder) => {
    const copy = join(folder, "study");
    await new Deno.Command("cp", { args: ["-r", STUDY, copy] }).output();
    const printed: string[] = [];
    await conclude(copy, { writeReport, print: (line) => printed.push(line) });
    const text = printed.join("\n");
    // Printed by that version itself, from the same files.
    assertStringIncludes(text, "ctm     2/2        50.12 %  49.72 %  50.52 %  12.70 %");
    assertStringIncludes(text, "cnn     2/2        67.71 %  64.35 %  71.07 %  26.08 %");
    assertStringIncludes(text, "−17.59 pp [−62.47, +27.29]");
    for (const name of ["report.html", "report.md", "report.json", "tables/runs.csv"]) {
      assert((await Deno.stat(join(copy, name))).size > 0, name);
    }
  });
});

Deno.test("what an earlier version did not record has a value that says so", async () => {
  const { plan, runs } = await readStudy(STUDY);
  assertEquals([plan.variant, plan.sweep.claim, plan.sweep.tuning], [null, null, null]);
  assertEquals([plan.sweep.kernels, plannedKernels(plan)], [undefined, "composite"]);
  assertEquals(runs.length, 4);
  const [{ environment, outcome }] = runs as [typeof runs[number]];
  const { start, data, files } = outcome.seconds;
  assertEquals([start, data, files, outsideTraining(outcome)], [null, null, null, null]);
  assertEquals([environment.claim, environment.lockFile, environment.flags], [null, null, {}]);
  assertEquals(environment.machine.limits, { cores: null, memoryGiB: null });
  const problems = await lintStudy(STUDY);
  assertEquals(problems.map(({ code }) => code), [0, 0, 0, 0], JSON.stringify(problems));
});
