import { join } from "node:path";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { diff, type DiffPart } from "../../../src/cli/diff.ts";
import { jsonDifferences } from "../../../src/cli/json_differences.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import { readStudy } from "../../../src/store/read_study.ts";
import { fakeStudy } from "../../support/fake_study.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

async function linesOf(...args: string[]): Promise<string> {
  const lines: string[] = [];
  await diff(args, { print: (line) => lines.push(line) });
  return lines.join("\n");
}

Deno.test("jsonDifferences() names each place, and what only one side has", () => {
  assertEquals(
    jsonDifferences({ a: { b: 1, c: [1, 2] }, same: "x" }, {
      a: { b: 2, c: [1] },
      same: "x",
      d: 0,
    }),
    [
      { field: "a.b", left: "1", right: "2" },
      { field: "a.c", left: "[1,2]", right: "[1]" },
      { field: "d", left: null, right: "0" },
    ],
  );
  assertEquals(jsonDifferences({ a: null }, { a: null }), []);
});

Deno.test("diff of a study with itself and with one of other settings and code", async () => {
  await inTemporaryFolder(async (folder) => {
    const [one, other] = [join(folder, "one"), join(folder, "other")];
    await fakeStudy(one);
    await fakeStudy(other, { flags: ["--seeds", "2,3"], code: "changed" });
    const same = await linesOf(one, one);
    assertEquals(same.split("\n").every((line) => line.endsWith(": the same")), true, same);

    const text = await linesOf(one, other);
    assertStringIncludes(text, "seeds");
    assertStringIncludes(text, "[1,2]");
    assertStringIncludes(text, "changed");
    assertStringIncludes(text, "data: the same");
    // Seed 2 is in both; its weights are named after the run in this invented study.
    for (const name of ["ctm seed 1", "ctm seed 2", "ctm seed 3"]) assertStringIncludes(text, name);
  });
});

Deno.test("a study that names no kernels, as earlier versions, is composite", async () => {
  await inTemporaryFolder(async (folder) => {
    const [earlier, fused] = [join(folder, "earlier"), join(folder, "fused")];
    await fakeStudy(earlier, { flags: ["--kernels", "composite"] });
    await fakeStudy(fused);
    const plan = join(earlier, "plan.json");
    const text = await Deno.readTextFile(plan);
    const { sweep: { kernels, ...sweep }, ...rest } = JSON.parse(text);
    assertEquals(kernels, "composite");
    const fields = async () => {
      const { parts } = JSON.parse(await linesOf(earlier, fused, "--json"));
      return parts.flatMap((part: DiffPart) => part.differences.map(({ field }) => field));
    };
    const before = await fields();
    assertEquals(before.filter((field: string) => field === "kernels").length, 2);
    await Deno.writeTextFile(plan, JSON.stringify({ ...rest, sweep }));
    assertEquals(await fields(), before);
  });
});

Deno.test("diff of two runs goes from the specification to the numbers", async () => {
  await inTemporaryFolder(async (folder) => {
    await fakeStudy(folder);
    const { plan } = await readStudy(folder);
    const [one, other] = plan.runs.filter((run) => run.trial === 0)
      .map((run) => join(folder, "runs", run.id));
    const parts = JSON.parse(await linesOf(one!, other!, "--json")).parts;
    assertEquals(
      parts.map(({ about, differences }: { about: string; differences: { field: string }[] }) => [
        about,
        differences.map(({ field }) => field),
      ]),
      [
        ["specification", ["seed"]],
        ["code", []],
        ["data", []],
        ["environment", []],
        ["result", ["parametersSha256"]],
        ["seconds", []],
      ],
    );
    const error = await assertRejects(() => linesOf(folder, one!), BenchError);
    assertEquals(error.code, 2);
    await assertRejects(() => linesOf(one!, join(folder, "runs", "none")), BenchError, "holds no");
  });
});
