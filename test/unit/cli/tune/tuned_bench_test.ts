import { join } from "node:path";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { RunSpec, Tuning } from "../../../../src/spec/mod.ts";
import { tuningHash } from "../../../../src/spec/mod.ts";
import { readStudy, readTuning, readVariants } from "../../../../src/store/mod.ts";
import { learningRateOf, namesIn } from "../../../support/inline_executor.ts";
import { inTemporaryFolder } from "../../../support/temporary_folder.ts";
import { bowl, tuneSetUp } from "../../../support/tune_services.ts";

const SEEDS = [1, 2, 3, 4, 5];

/** The CTM learns best at 0.01, the others at 0.0005, which the sampler comes upon later. */
function apart(spec: RunSpec): number {
  return spec.model.name === "ctm" ? bowl(spec) : bowl(spec, 0.0005, { top: 0.95, slope: 0.2 });
}

Deno.test("a tuned study runs each model with its best settings, which are recorded", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, bench, out } = tuneSetUp(folder, { reach: apart });
    await tune(["--trials", "4"]);
    const { error, report, printed, shown } = await bench(["--tuned", out("search")]);
    assertEquals(error, null);
    const tuning = await readTuning(out("study"));
    const { plan, runs } = await readStudy(out("study"));
    for (const { trial, spec } of plan.runs) {
      const { model } = plan.trials[trial]!;
      const search = tuning.models.find((one) => one.model === model)!;
      const best = search.trials[tuning.best[model]! - 1]!;
      assertEquals(learningRateOf(spec), best.settings["optimiser.learningRate"]);
      assertEquals(
        plan.sweep.recipeDifferences[model]!.reason,
        "tuned: best of 4 trials on validation",
      );
    }
    assertEquals(runs.length, 6);
    assertEquals(plan.sweep.tuning, {
      sha256: tuning.sha256,
      trials: 4,
      sampler: "halton",
      seed: 1_000_001,
      budget: { kind: "examples", examples: 160 },
      spaces: { ctm: "test", lstm: "test", cnn: "test" },
    });
    assertEquals(plan.sweep.name, `quick-mnist-tuned-${tuning.sha256.slice(0, 8)}`);
    assertStringIncludes(shown, "best of 4 trials on validation for each of ctm, lstm, cnn");
    assertStringIncludes(printed, "by length of the search:");
    assertEquals(report!.tuning!.models.map(({ trials }) => trials), [4, 4, 4]);
    assertEquals(report!.tuning!.notices, []);
  });
});

Deno.test("the verdict is repeated for shorter searches, whose equal runs are shared", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, bench, out } = tuneSetUp(folder, { reach: apart, seeds: SEEDS });
    await tune(["--trials", "4"]);
    const { report, runs } = await bench(["--tuned", out("search")]);
    const variants = await readVariants(out("study"));
    assertEquals([...variants.keys()], ["tuning-k1", "tuning-k2"]);
    const tuning = report!.tuning!;
    assertEquals(tuning.verdicts.map(({ trials }) => trials), [1, 2, 4]);
    for (const { trials, sameBest } of tuning.verdicts) {
      const variant = trials === 4
        ? await readStudy(out("study"))
        : variants.get(`tuning-k${trials}`)!;
      assertEquals(variant.missing, []);
      const main = new Set((await readStudy(out("study"))).plan.runs.map(({ id }) => id));
      for (const { id, trial } of variant.plan.runs) {
        const { model } = variant.plan.trials[trial]!;
        assertEquals(main.has(id), sameBest.includes(model), `${model} after ${trials} trials`);
      }
    }
    // Runs were made once, whichever plan names them.
    assertEquals(runs.length, (await namesIn(out("study"), "runs")).length);
    assert(runs.length < 3 * 15);
    for (const row of tuning.rows) assertEquals(row.verdicts.length, 3);
    const again = await bench(["--tuned", out("search")]);
    assertEquals(again.runs, []);
  });
});

/** Writes a changed search with the hash of its content. */
async function rewrite(folder: string, change: (tuning: Tuning) => Tuning): Promise<string> {
  const changed = change(await readTuning(folder));
  const path = join(folder, "changed.json");
  await Deno.writeTextFile(path, JSON.stringify({ ...changed, sha256: tuningHash(changed) }));
  return path;
}

Deno.test("unequal searches are refused with exit code 7 and one line, before anything runs", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, bench, out } = tuneSetUp(folder);
    await tune(["--trials", "2"]);
    const ofLstm = (change: (search: Tuning["models"][number]) => Tuning["models"][number]) =>
      rewrite(out("search"), (tuning) => ({
        ...tuning,
        models: tuning.models.map((one) => one.model === "lstm" ? change(one) : one),
      }));
    const changes: [path: string, why: RegExp][] = [
      [
        await ofLstm((one) => ({ ...one, trials: one.trials.slice(0, 1) })),
        /number of trials \(ctm 2, lstm 1, cnn 2\)/,
      ],
    ];
    for (const [path, why] of changes) {
      const { error, runs } = await bench(["--tuned", path]);
      assertEquals(error?.code, 7);
      assertMatch(error!.message, why);
      assertEquals(error!.message.includes("\n"), false);
      assertEquals(runs, []);
    }
    const budget = await ofLstm((one) => ({ ...one, budget: { kind: "steps", steps: 3 } }));
    assertEquals((await bench(["--tuned", budget])).error?.code, 7);
    const missing = await ofLstm((one) => ({
      ...one,
      trials: one.trials.map((trial) => ({ ...trial, status: "missing", accuracy: null })),
    }));
    assertEquals((await bench(["--tuned", missing])).error?.code, 7);
    assertEquals(await namesIn(folder), ["search"]);
  });
});

Deno.test("a search for another study is refused with exit code 7", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, bench, out } = tuneSetUp(folder);
    await tune(["--trials", "1", "--models", "ctm,lstm"]);
    const refused: [args: string[], why: string][] = [
      [[], "cnn was not searched"],
      [["--models", "ctm,lstm", "--learning-rate", "0.5"], "another optimiser or learning rate"],
      [["--models", "ctm,lstm", "--ticks", "4"], "other options of ctm"],
      [["--models", "ctm,lstm", "--dataset", "fashion-mnist"], "another data set"],
      [["--models", "ctm,lstm", "--batch-size", "8"], "another batch size"],
    ];
    for (const [args, why] of refused) {
      const { error } = await bench(["--tuned", out("search"), ...args]);
      assertEquals(error?.code, 7, why);
      assertStringIncludes(error!.message, why);
    }
    const fitting = await bench(["--tuned", out("search"), "--models", "ctm,lstm", "--seeds", "3"]);
    assertEquals(fitting.error, null);
    const other = await rewrite(out("search"), (tuning) => ({ ...tuning, data: "e".repeat(64) }));
    const { error } = await bench(["--tuned", other, "--models", "ctm,lstm"]);
    assertEquals(error?.code, 7);
    assertStringIncludes(error!.message, "other data");
  });
});

Deno.test("a search whose file was changed by hand, or is not there, is refused", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, bench, out } = tuneSetUp(folder);
    assertEquals((await bench(["--tuned", out("search")])).error?.code, 2);
    await tune(["--trials", "1"]);
    const path = join(out("search"), "tuning.json");
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace('"accuracy": 0.', '"accuracy": 0.1'));
    const { error } = await bench(["--tuned", out("search")]);
    assertEquals(error?.code, 1);
    assertStringIncludes(error!.message, "SHA-256");
  });
});

Deno.test("a search of an earlier version, without fields of today, keeps its hash", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, bench, out } = tuneSetUp(folder);
    await tune(["--trials", "1"]);
    const path = join(out("search"), "tuning.json");
    const written = JSON.parse(await Deno.readTextFile(path));
    delete written.sweep.looks;
    written.sha256 = tuningHash(written);
    await Deno.writeTextFile(path, JSON.stringify(written));
    assertEquals((await bench(["--tuned", out("search")])).error, null);
    const copy = await Deno.readTextFile(join(out("study"), "tuning.json"));
    assertEquals(copy, JSON.stringify(written));
    assertEquals((await bench(["--tuned", out("search")])).runs, []);
  });
});
