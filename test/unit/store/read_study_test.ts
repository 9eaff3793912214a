import { join } from "node:path";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { BenchError } from "../../../src/spec/errors.ts";
import { readCurve } from "../../../src/store/read_run.ts";
import { readStudy } from "../../../src/store/read_study.ts";
import { appendFailure } from "../../../src/store/run_log.ts";
import { beginRun } from "../../../src/store/run_writer.ts";
import { studyFolder } from "../../../src/store/study_folder.ts";
import { writeJson } from "../../../src/store/write_file.ts";
import {
  exampleCurvePoint,
  exampleEnvironment,
  exampleOutcome,
  examplePlan,
} from "../../support/study_fixture.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

async function finishRun(folder: string, id: string) {
  const writer = await beginRun(studyFolder(folder).runs, id);
  await writer.writeEnvironment(exampleEnvironment());
  await writer.appendCurvePoint(exampleCurvePoint(1));
  await writer.finish(exampleOutcome(id, 0.5, 40));
}

Deno.test("readStudy() tells finished, interrupted, failed and unstarted runs apart", async () => {
  await inTemporaryFolder(async (folder) => {
    const { plan: planPath, runs } = studyFolder(folder);
    const plan = examplePlan(["aa", "bb", "cc", "dd"]);
    await writeJson(planPath, plan);
    await finishRun(folder, "aa");
    await finishRun(folder, "of-earlier-code");
    await beginRun(runs, "bb");
    await beginRun(runs, "cc");
    await appendFailure(runs, "cc", { code: 3, message: "no GPU" });

    const study = await readStudy(folder);
    assertEquals(study.plan, plan);
    assertEquals(study.runs, [{
      id: "aa",
      trial: 0,
      seed: 1,
      outcome: exampleOutcome("aa", 0.5, 40),
      curve: [exampleCurvePoint(1)],
      environment: exampleEnvironment(),
      activity: null,
    }]);
    assertEquals(study.missing, [
      { id: "bb", trial: 0, seed: 2, why: "interrupted" },
      { id: "cc", trial: 0, seed: 3, why: "failed with exit code 3: no GPU" },
      { id: "dd", trial: 0, seed: 4, why: "not started" },
    ]);
  });
});

Deno.test("readStudy() names a corrupt file and ends with exit code 1", async () => {
  await inTemporaryFolder(async (folder) => {
    await writeJson(studyFolder(folder).plan, examplePlan(["aa"]));
    await finishRun(folder, "aa");
    const path = join(studyFolder(folder).runs, "aa", "outcome.json");
    const contents = [
      "{",
      "{}",
      JSON.stringify(exampleOutcome("bb", 0.5, 40)),
      JSON.stringify(exampleOutcome("aa", 1.5, 40)),
    ];
    for (const content of contents) {
      await Deno.writeTextFile(path, content);
      const error = await assertRejects(() => readStudy(folder), BenchError, path);
      assertEquals(error.code, 1);
      assertEquals(error.message.includes("\n"), false);
    }
  });
});

Deno.test("readStudy() of a folder without a plan says what to give", async () => {
  await inTemporaryFolder(async (folder) => {
    const error = await assertRejects(() => readStudy(folder), BenchError, "holds no study");
    assertEquals(error.code, 2);
  });
});

Deno.test("a curve cut at any byte gives a prefix of its points and never throws", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "curve.jsonl");
    const points = [0.25, 0.5, 1].map(exampleCurvePoint);
    const bytes = new TextEncoder().encode(points.map((p) => JSON.stringify(p) + "\n").join(""));
    const lengths = new Set<number>();
    for (let end = 0; end <= bytes.length; end++) {
      await Deno.writeFile(path, bytes.subarray(0, end));
      const read = await readCurve(path);
      assertEquals(read, points.slice(0, read.length));
      lengths.add(read.length);
    }
    assertEquals([...lengths].sort(), [0, 1, 2, 3]);
    assertEquals(await readCurve(join(folder, "none.jsonl")), []);
  });
});

Deno.test("a corrupt line that is not the last is an error that names its number", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "curve.jsonl");
    await Deno.writeTextFile(path, `{"torn":\n${JSON.stringify(exampleCurvePoint(1))}\n`);
    const error = await assertRejects(() => readCurve(path), BenchError);
    assertStringIncludes(error.message, "line 1");
    assertEquals(error.code, 1);
  });
});
