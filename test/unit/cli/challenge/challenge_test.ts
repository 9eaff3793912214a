import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { bestTrial, type RunSpec } from "../../../../src/spec/mod.ts";
import { readChallenges, readTuning, readVariants } from "../../../../src/store/mod.ts";
import { learningRateOf } from "../../../support/inline_executor.ts";
import { inTemporaryFolder } from "../../../support/temporary_folder.ts";
import { bowl, tuneSetUp } from "../../../support/tune_services.ts";

const SEEDS = [1, 2, 3, 4, 5];
const MODELS = ["--models", "ctm,lstm"];

/** The CTM is good anywhere; the LSTM is better, but only near 0.0005. */
function lateLstm(spec: RunSpec): number {
  if (spec.model.name === "ctm") return 0.85;
  return Math.max(0.5, bowl(spec, 0.0005, { top: 0.97, slope: 0.9 }));
}

Deno.test("a loser that becomes better with more trials overturns the verdict", async () => {
  await inTemporaryFolder(async (folder) => {
    const { tune, bench, challenge, out } = tuneSetUp(folder, { reach: lateLstm, seeds: SEEDS });
    // At these points of the sampler the LSTM is found late.
    await tune([...MODELS, "--trials", "2", "--tune-seed", "3"]);
    const study = await bench([...MODELS, "--tuned", out("search")]);
    assertEquals(study.report!.comparisons[0]!.verdict, "leads");
    const before = await readTuning(out("study"));

    const { error, printed, trials, runs, report } = await challenge([
      ...["--pair", "ctm:lstm", "--tune-factor", "6"],
    ]);
    assertEquals(error, null);
    assertEquals(trials.length, 10, "the two trials of the search are kept");
    assertEquals(new Set(trials.map(({ model }) => model.name)), new Set(["lstm"]));
    assertEquals(runs.map(({ model }) => model.name), SEEDS.map(() => "lstm"));
    assertStringIncludes(printed, "challenge 1 of ctm against lstm with 12 trials: overturned");

    const [record] = await readChallenges(out("study"));
    assertEquals([record!.winner, record!.loser, record!.outcome], ["ctm", "lstm", "overturned"]);
    assertEquals([record!.winnerTrials, record!.loserTrialsBefore], [2, 2]);
    assertEquals([record!.before.verdict, record!.after.verdict], ["leads", "trails"]);
    assertEquals(record!.trials.slice(0, 2), before.models[1]!.trials);
    assertEquals(
      record!.trials.map(({ position }) => position),
      trials.map((_, i) => i + 1).concat([11, 12]),
    );
    const best = bestTrial(record!.trials)!;
    assertEquals(learningRateOf(runs[0]!), best.settings["optimiser.learningRate"]);
    assert(record!.settingsChanged);
    assertEquals(report!.challenges, [record!]);
    // The study itself is what it was.
    assertEquals(report!.comparisons, study.report!.comparisons);
    const { plan } = (await readVariants(out("study"))).get("challenge-1")!;
    assertEquals(plan.variant, { kind: "challenge", number: 1 });

    const again = await challenge(["--pair", "lstm:ctm", "--tune-factor", "6"]);
    assertEquals([again.error, again.trials, again.runs], [null, [], []]);
    assertEquals((await readChallenges(out("study"))).length, 1, "the same finding is one record");
  });
});

Deno.test("a loser that gains nothing leaves the verdict upheld and runs nothing again", async () => {
  await inTemporaryFolder(async (folder) => {
    const reach = (spec: RunSpec) =>
      spec.model.name === "ctm" ? 0.9 : bowl(spec, 0.001, { top: 0.6, slope: 0.05 });
    const { bench, challenge, out } = tuneSetUp(folder, { reach, seeds: SEEDS });
    await bench(MODELS);
    const { error, printed, trials, runs } = await challenge([
      ...["--pair", "ctm:lstm", "--trials", "2"],
    ]);
    assertEquals(error, null);
    // Twice two trials; the settings that the LSTM had, the best, are one of them.
    assertEquals(trials.length, 4);
    assertEquals(runs, []);
    assertStringIncludes(printed, "upheld");
    const [record] = await readChallenges(out("study"));
    assertEquals(record!.outcome, "upheld");
    assertEquals([record!.winnerTrials, record!.loserTrialsBefore], [0, 0]);
    assertEquals([record!.settingsChanged, record!.settings], [false, {}]);
    assertEquals(record!.before, record!.after);
  });
});

Deno.test("where the CTM loses, the CTM is tuned again", async () => {
  await inTemporaryFolder(async (folder) => {
    const reach = (spec: RunSpec) => spec.model.name === "lstm" ? 0.9 : 0.5;
    const { bench, challenge } = tuneSetUp(folder, { reach, seeds: SEEDS });
    await bench(MODELS);
    const { trials, error } = await challenge(["--pair", "ctm:lstm", "--trials", "1"]);
    assertEquals(error, null);
    assertEquals(trials.map(({ model }) => model.name), ["ctm", "ctm"]);
  });
});

Deno.test("what cannot be challenged is refused with exit code 2", async () => {
  await inTemporaryFolder(async (folder) => {
    const { bench, challenge } = tuneSetUp(folder);
    assertEquals((await challenge(["--pair", "ctm:lstm"])).error?.code, 2, "no study");
    await bench(MODELS);
    const refused: [args: string[], why: string][] = [
      [["--pair", "ctm:cnn"], "expected two models of the study (ctm, lstm)"],
      [[], "--pair"],
      [["--pair", "ctm:lstm"], "nobody lost"],
      [["--pair", "ctm:lstm", "--tune-factor", "1"], "from 2"],
    ];
    for (const [args, why] of refused) {
      const { error } = await challenge(args);
      assertEquals(error?.code, 2, why);
      assertStringIncludes(error!.message, why);
    }
  });
});
