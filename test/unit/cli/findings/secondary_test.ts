import { join } from "node:path";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { bench, type BenchServices } from "../../../../src/cli/bench.ts";
import { compareStudy } from "../../../../src/cli/compare_study.ts";
import { findSecondary } from "../../../../src/cli/findings/secondary.ts";
import { power } from "../../../../src/cli/power.ts";
import { BenchError } from "../../../../src/spec/errors.ts";
import type { RunSpec } from "../../../../src/spec/mod.ts";
import { readStudy } from "../../../../src/store/mod.ts";
import { fakeCatalog, fakeData, type FakeShape } from "../../../support/fake_catalog.ts";
import { inlineExecutor, type Reached } from "../../../support/inline_executor.ts";
import { exampleIdentity } from "../../../support/study_fixture.ts";
import { inTemporaryFolder } from "../../../support/temporary_folder.ts";

/** Runs `bench` without training; the study's folder and what was printed. */
function benchWith(
  folder: string,
  args: readonly string[],
  reach: (spec: RunSpec) => Reached["accuracy"],
) {
  const directory = join(folder, "study");
  const printed: string[] = [];
  const services: BenchServices<FakeShape> = {
    catalog: fakeCatalog,
    cacheDirectory: () => folder,
    prepareData: () => Promise.resolve(fakeData),
    chooseBackend: () => Promise.resolve({ name: "wasm", reason: "for this test" }),
    codeIdentity: () => Promise.resolve(exampleIdentity()),
    executor: inlineExecutor("run", reach),
    probe: () => Promise.reject(new Error("nothing is probed here")),
    writeReport: () => Promise.resolve(),
    print: (line) => printed.push(line),
    write: () => {},
    columns: () => null,
    colour: false,
    now: () => 0,
    cores: 2,
  };
  const run = () => bench(["--out", directory, ...args], services, new AbortController().signal);
  return { directory, printed, run };
}

const level = (spec: RunSpec) => spec.model.name === "ctm" ? 0.85 : 0.7;

Deno.test("a stored study has secondary statistics, explored cells and a power plan", async () => {
  await inTemporaryFolder(async (folder) => {
    const args = ["--seeds", "6", "--sweep-seeds", "3", "--ticks", "4,8"];
    const { directory, run } = benchWith(folder, args, level);
    await run();
    const study = await readStudy(directory);
    const compared = await compareStudy(directory, study);
    const { secondary, exploratory } = findSecondary(compared);
    assertEquals(secondary.map((one) => one.right), ["lstm", "cnn"]);
    assertEquals(secondary[0]!.networks.length, 6);
    assertEquals(secondary[0]!.bootstrap!.alarm, null);
    assertEquals(exploratory!.cells.map((cell) => cell.label), ["ctm ticks=4"]);
    assertEquals(exploratory!.cells[0]!.seeds, [1, 2, 3]);
    assertEquals(exploratory!.selection!.freshSeeds, [4, 5, 6, 7, 8, 9]);

    const lines: string[] = [];
    await power([directory, "--goal", "lead"], { print: (line) => lines.push(line) });
    assert(lines.some((line) => line.includes("against lstm: 6 seeds × 400 examples")));
    // A run takes 2.5 s, both models 5.0 s.
    assertStringIncludes(lines.join("\n"), "a further seed of both takes 5.0 s");
  });
});

Deno.test("between looks a stored study repeats the verdict of its last look", async () => {
  await inTemporaryFolder(async (folder) => {
    const args = ["--models", "ctm,lstm", "--seeds", "7", "--looks", "5,7"];
    const failing = (spec: RunSpec) =>
      spec.model.name === "lstm" && spec.seed === 7 ? "failed" : level(spec);
    const { directory, printed, run } = benchWith(folder, args, failing);
    assertEquals((await assertRejects(run, BenchError)).code, 4);
    const [comparison] = (await compareStudy(directory, await readStudy(directory))).comparisons;
    assertEquals([comparison!.verdict, comparison!.seeds], ["leads", [1, 2, 3, 4, 5]]);
    const { at, formal, available, waitingFor } = comparison!.look!;
    assertEquals([at, formal, available, waitingFor], [5, false, 6, [7]]);
    assertStringIncludes(printed.join("\n"), "(look 1 of 2; 6 seeds now: not a look)");
  });
});

Deno.test("the verdict of a stored study can be about the benchmark", async () => {
  await inTemporaryFolder(async (folder) => {
    const args = ["--models", "ctm,lstm", "--seeds", "5", "--scope", "benchmark"];
    const { directory, printed, run } = benchWith(folder, args, level);
    await run();
    const [comparison] = (await compareStudy(directory, await readStudy(directory))).comparisons;
    assertEquals(comparison!.scope, "benchmark");
    assertStringIncludes(comparison!.reason, "as chosen for this study");
    assertStringIncludes(printed.join("\n"), "(these examples only)");
  });
});
