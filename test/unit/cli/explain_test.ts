import { join } from "node:path";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { explain } from "../../../src/cli/explain.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import { readStudy } from "../../../src/store/read_study.ts";
import { fakeData } from "../../support/fake_catalog.ts";
import { fakeStudy } from "../../support/fake_study.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

async function explained(
  args: readonly string[],
  { code = "c", data = fakeData.sha256 }: { code?: string; data?: string | null } = {},
): Promise<string> {
  const lines: string[] = [];
  await explain(args, {
    print: (line) => lines.push(line),
    present: () => Promise.resolve({ code, dataOf: () => Promise.resolve(data) }),
  });
  return lines.join("\n");
}

Deno.test("a finished run is taken while code and data are the same, and else says what differs", async () => {
  await inTemporaryFolder(async (folder) => {
    await fakeStudy(folder);
    const { id } = (await readStudy(folder)).plan.runs[0]!;
    const place = join(folder, "runs", id);
    assertEquals(await explained([`${place}/`]), await explained([folder, id]));
    assertStringIncludes(await explained([place]), "-> taken: bench does not run it again");
    const changed = await explained([place], { code: "changed" });
    assertStringIncludes(changed, "code  c, now changed");
    assertStringIncludes(changed, "data  dddddddddddd, the same now");
    assertStringIncludes(changed, "-> not taken by the present code and data: bench would make it");
    assertStringIncludes(await explained([place], { data: "other" }), "now other");
    assertStringIncludes(await explained([place], { data: null }), "not known here now");

    // What bench would make is what it then makes.
    const presentId = /anew as (\w+)/.exec(changed)![1]!;
    await fakeStudy(folder, { code: "changed" });
    assertEquals((await readStudy(folder)).plan.runs[0]!.id, presentId);
    const old = await explained([place], { code: "changed" });
    assertStringIncludes(old, "-> not taken: the plan of the study does not name it");
    assertStringIncludes(old, `nearest planned run ${presentId}`);
  });
});

Deno.test("a run of other settings is told by what differs in its specification", async () => {
  await inTemporaryFolder(async (folder) => {
    const [one, other] = [join(folder, "one"), join(folder, "other")];
    await fakeStudy(one, { flags: ["--batch-size", "16"] });
    await fakeStudy(other);
    const { id } = (await readStudy(one)).plan.runs[0]!;
    await Deno.rename(join(one, "runs", id), join(other, "runs", id));
    const text = await explained([other, id]);
    assertStringIncludes(text, "batchSize");
    assertStringIncludes(text, "-> not taken: the plan of the study does not name it");
  });
});

Deno.test("a failed run, a missing run and an unknown one", async () => {
  await inTemporaryFolder(async (folder) => {
    await fakeStudy(folder, { behaviours: { ctm1: "fail" } });
    const { plan, missing } = await readStudy(folder);
    const text = await explained([folder, missing[0]!.id]);
    assertStringIncludes(text, "failed with exit code 1: the loss is not a number");
    assertStringIncludes(text, "-> not taken: it is not finished; the same command runs it");
    const finished = plan.runs.find((run) => run.id !== missing[0]!.id)!;
    await Deno.remove(join(folder, "runs", finished.id), { recursive: true });
    assertStringIncludes(await explained([folder, finished.id]), ": not finished");
    const error = await assertRejects(() => explained([folder, "0123"]), BenchError, "no run 0123");
    assertEquals(error.code, 2);
  });
});
