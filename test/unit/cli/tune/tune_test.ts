import { join } from "node:path";
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { bestTrial, tuningHash } from "../../../../src/spec/mod.ts";
import { readTuning } from "../../../../src/store/mod.ts";
import { learningRateOf, namesIn } from "../../../support/inline_executor.ts";
import { inTemporaryFolder } from "../../../support/temporary_folder.ts";
import { bowl, tuneSetUp } from "../../../support/tune_services.ts";

Deno.test("every model gets the same points, number of trials, budget and seed", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, out } = tuneSetUp(folder);
    const { error, trials, printed } = await tune(["--trials", "6", "--trial-budget", "0.25x"]);
    assertEquals(error, null);
    assertEquals(trials.length, 18);
    for (const spec of trials) {
      assertEquals(spec.budget, { kind: "examples", examples: 160 });
      assertEquals(spec.seed, 1_000_001);
    }
    const ratesOf = (name: string) =>
      trials.filter(({ model }) => model.name === name).map(learningRateOf);
    assertEquals(ratesOf("ctm"), ratesOf("lstm"));
    assertEquals(ratesOf("ctm"), ratesOf("cnn"));
    assertEquals(new Set(ratesOf("ctm")).size, 6);

    const tuning = await readTuning(out("search"));
    assertEquals(tuning.models.map((one) => one.trials.length), [6, 6, 6]);
    assertEquals(tuning.sha256, tuningHash(tuning));
    const best = bestTrial(tuning.models[0]!.trials)!;
    assertEquals(tuning.best["ctm"], best.position);
    // The nearest of the six to the optimum of the invented training.
    const distance = (rate: number) => Math.abs(Math.log10(rate / 0.01));
    const nearest = ratesOf("ctm").reduce((a, b) => distance(b) < distance(a) ? b : a);
    assertEquals(best.settings["optimiser.learningRate"], nearest);
    assertStringIncludes(printed, "Expected best validation accuracy of k trials");
    assertStringIncludes(printed, `search: ${join(out("search"), "tuning.json")}`);
  });
});

Deno.test("the sizes of the trials are those of the study", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, bench } = tuneSetUp(folder);
    const { trials } = await tune(["--trials", "1"]);
    const { runs } = await bench();
    const widths = (specs: typeof runs) =>
      new Map(specs.map(({ model }) => [model.name, model.options["width"]]));
    assertEquals(widths(trials), widths(runs));
  });
});

Deno.test("an interrupted search continues, and a finished one trains nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, out } = tuneSetUp(folder);
    const args = ["--trials", "4"];
    const first = await tune(args, 5);
    assertEquals(first.error?.code, 130);
    assertEquals(first.trials.length, 5);
    assert(!(await namesIn(out("search"))).includes("tuning.json"));
    const second = await tune(args);
    assertEquals(second.error, null);
    assertEquals(second.trials.length, 7);
    const third = await tune(args);
    assertEquals(third.trials, []);
    assertEquals(third.printed, second.printed);
  });
});

Deno.test("a failed trial is missing, with exit code 4, and is tried again", async () => {
  await inTemporaryFolder(async (folder) => {
    let broken = true;
    const { tune } = tuneSetUp(folder, {
      reach: (spec) => broken && spec.model.name === "lstm" ? "failed" : bowl(spec),
    });
    const { error } = await tune(["--trials", "2"]);
    assertEquals(error?.code, 4);
    assertMatch(error!.message, /^2 trials are missing, first lstm trial 1 \(/);
    broken = false;
    const again = await tune(["--trials", "2"]);
    assertEquals(again.error, null);
    assertEquals(again.trials.map(({ model }) => model.name), ["lstm", "lstm"]);
  });
});

Deno.test("a trial that diverged is a result: it counts at guessing", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, out } = tuneSetUp(folder, {
      reach: (spec) => learningRateOf(spec) > 0.005 ? "diverged" : bowl(spec),
    });
    assertEquals((await tune(["--trials", "5"])).error, null);
    const [ctm] = (await readTuning(out("search"))).models;
    const diverged = ctm!.trials.filter(({ status }) => status === "diverged");
    assert(diverged.length > 0 && diverged.length < 5);
    for (const trial of diverged) assertEquals([trial.accuracy, trial.loss], [0.1, null]);
    assert(bestTrial(ctm!.trials)!.settings["optimiser.learningRate"]! <= 0.005);
  });
});

Deno.test("borrowed settings are one more trial of every model", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, out } = tuneSetUp(folder);
    const file = join(folder, "borrowed.json");
    const settings = { lstm: { "optimiser.learningRate": 0.01 } };
    await Deno.writeTextFile(file, JSON.stringify({ source: "a paper", settings }));
    const { error } = await tune(["--trials", "3", "--borrow", file]);
    assertEquals(error, null);
    const tuning = await readTuning(out("search"));
    assertEquals(tuning.models.map((one) => one.trials.length), [4, 4, 4]);
    const last = tuning.models.map(({ model, trials }) => [model, trials.at(-1)!.origin]);
    assertEquals(last, [["ctm", "sampler"], ["lstm", "borrowed"], ["cnn", "sampler"]]);
    assertEquals(tuning.best["lstm"], 4);
    assertEquals(tuning.borrowed, "a paper");
  });
});

Deno.test("spaces with different numbers of settings are refused with exit code 7", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune } = tuneSetUp(folder);
    const rate = { "optimiser.learningRate": { low: 1e-4, high: 1e-2, scale: "log" } };
    const more = { "model.synapseDepth": { low: 1, high: 3, scale: "integer" } };
    const file = join(folder, "space.jsonc");
    await Deno.writeTextFile(
      file,
      `// ranges\n${JSON.stringify({ name: "mine", all: rate, models: { ctm: more } })}`,
    );
    const { error, trials } = await tune(["--space", file]);
    assertEquals(error?.code, 7);
    assertStringIncludes(error!.message, "(ctm 2, lstm 1, cnn 1)");
    assertEquals(trials, []);
  });
});

Deno.test("a setting that changes a model's size is refused", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune } = tuneSetUp(folder);
    const range = { low: 1, high: 9, scale: "integer" };
    const models = {
      ctm: { "model.memoryLength": range },
      lstm: { "optimiser.learningRate": { ...range, scale: "log" } },
      cnn: { "optimiser.learningRate": { ...range, scale: "log" } },
    };
    const file = join(folder, "space.json");
    await Deno.writeTextFile(file, JSON.stringify({ name: "mine", models }));
    const { error } = await tune(["--space", file]);
    assertEquals(error?.code, 2);
    assertStringIncludes(error!.message, "the settings of ctm change its size");
  });
});

Deno.test("another search in the folder is refused; a dry run trains and writes nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, out } = tuneSetUp(folder);
    const dry = await tune(["--trials", "2", "--dry-run"]);
    assertStringIncludes(dry.printed, "trials       2/2/2 (ctm/lstm/cnn), examples=160 each");
    assertEquals([dry.error, dry.trials], [null, []]);
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
    await tune(["--trials", "2"]);
    for (const args of [["--trials", "3"], ["--trials", "2", "--tune-seed", "5"]]) {
      const { error } = await tune(args);
      assertEquals(error?.code, 2);
      assertStringIncludes(error!.message, "holds a search with other settings");
    }
    assertEquals((await readTuning(out("search"))).models[0]!.trials.length, 2);
  });
});

Deno.test("another seed of the search gives other points and another training", async () => {
  await inTemporaryFolder(async (folder) => {
    const one = await tuneSetUp(join(folder, "a")).tune(["--trials", "3"]);
    const other = await tuneSetUp(join(folder, "b")).tune(["--trials", "3", "--tune-seed", "9"]);
    assertNotEquals(one.trials.map(learningRateOf), other.trials.map(learningRateOf));
    assertEquals(new Set(other.trials.map(({ seed }) => seed)), new Set([9]));
  });
});
