import { join } from "node:path";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { status } from "../../../src/cli/status.ts";
import { studyStatus } from "../../../src/cli/study_status.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import { readStudy } from "../../../src/store/read_study.ts";
import { tryLockRun } from "../../../src/store/run_lock.ts";
import { checkpointFolder, partialName } from "../../../src/store/study_folder.ts";
import { fakeStudy } from "../../support/fake_study.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

Deno.test("status tells apart what is done, running, interrupted, failed and left", async () => {
  await inTemporaryFolder(async (folder) => {
    assertEquals((await fakeStudy(folder, { behaviours: { lstm2: "fail" } }))?.code, 4);
    const { plan } = await readStudy(folder);
    const runs = join(folder, "runs");
    const idOf = (label: string, seed: number) =>
      plan.runs.find((run) => plan.trials[run.trial]!.label === label && run.spec.seed === seed)!
        .id;
    const [running, interrupted, waiting] = [idOf("ctm", 1), idOf("ctm", 2), idOf("cnn", 1)];
    for (const id of [running, interrupted, waiting]) {
      await Deno.remove(join(runs, id), { recursive: true });
    }
    await using _lock = await tryLockRun(runs, running);
    await Deno.mkdir(join(runs, partialName(interrupted, 42, "00ff00ff")));
    await Deno.mkdir(checkpointFolder(join(runs, interrupted)));

    const found = await studyStatus(folder);
    assertEquals(found.runs, {
      planned: 6,
      finished: 2,
      failed: 1,
      running: 1,
      interrupted: 1,
      waiting: 1,
    });
    assertEquals(found.trials.map(({ label, finished }) => [label, finished]), [
      ["ctm", 0],
      ["lstm", 1],
      ["cnn", 1],
    ]);
    assertEquals(
      found.open.map(({ label, seed, state, checkpoint }) => [label, seed, state, checkpoint])
        .sort(),
      [
        ["cnn", 1, "waiting", false],
        ["ctm", 1, "running", false],
        ["ctm", 2, "interrupted", true],
        ["lstm", 2, "failed", false],
      ],
    );
    // Two finished runs of 2.5 s each: an LSTM and a CNN. Of both one is left, of the CTM two.
    assertEquals(found.secondsSpent, 5);
    const [ctm, lstm, cnn] = plan.trials.map((trial) => trial.flopsPerExample);
    const expected = 2.5 + 2.5 + 2 * ctm! * 5 / (lstm! + cnn!);
    assertEquals(Math.abs(found.secondsLeft! - expected) < 1e-9, true);

    const lines: string[] = [];
    await status([folder], { print: (line) => lines.push(line) });
    const text = lines.join("\n");
    assertStringIncludes(text, "quick-mnist: 2/6 runs done");
    assertMatch(text, /^ {2}ctm seed 2 \(\w+\): interrupted, goes on from its checkpoint$/m);
    assertMatch(text, /^ {2}lstm seed 2 \(\w+\): failed with exit code 1: the loss is not/m);
    assertEquals(/accuracy|%/.test(text), false, "no look at the results");
    const json: string[] = [];
    await status([folder, "--json"], { print: (line) => json.push(line) });
    assertEquals(JSON.parse(json.join("\n")), found);
  });
});

Deno.test("status before the first run and after the last one", async () => {
  await inTemporaryFolder(async (folder) => {
    await fakeStudy(folder);
    const text = async () => {
      const lines: string[] = [];
      await status([folder], { print: (line) => lines.push(line) });
      return lines.join("\n");
    };
    assertMatch(await text(), /6\/6 runs done[^]*left {3}nothing$/);
    await Deno.remove(join(folder, "runs"), { recursive: true });
    assertMatch(await text(), /0\/6 runs done[^]*left {3}unknown before the first run/);
  });
});

Deno.test("status refuses what it does not know", async () => {
  const services = { print: () => undefined };
  for (const args of [[], ["a", "b"], ["a", "--josn"], ["no-such-folder"]]) {
    const error = await assertRejects(() => status(args, services), BenchError);
    assertEquals(error.code, 2);
  }
});
