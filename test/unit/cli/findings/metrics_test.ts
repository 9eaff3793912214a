import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { findAdaptive } from "../../../../src/cli/findings/adaptive.ts";
import { findCalibration } from "../../../../src/cli/findings/calibration.ts";
import { findRobustness } from "../../../../src/cli/findings/robustness.ts";
import { BenchError } from "../../../../src/spec/errors.ts";
import { CORRUPTIONS, type Robustness, STRENGTHS } from "../../../../src/spec/mod.ts";
import type { Plan } from "../../../../src/spec/mod.ts";
import { accuracyOf, beginRun, type RunRecord, studyFolder } from "../../../../src/store/mod.ts";
import { inTemporaryFolder } from "../../../support/temporary_folder.ts";
import {
  exampleEnvironment,
  exampleOutcome,
  examplePlan,
  examplePredictions,
} from "../../../support/study_fixture.ts";

/** Two seeds of the CTM and of a CNN: `ctm1`, `ctm2`, `cnn1`, `cnn2`. */
const PLAN: Plan = {
  ...examplePlan([]),
  trials: [
    { ...examplePlan([]).trials[0]!, label: "ctm" },
    { ...examplePlan([]).trials[0]!, label: "cnn", model: "cnn", role: "baseline" },
  ],
};

function robustness(lowest: number, pixels = "the same"): Robustness {
  return {
    schema: 1,
    examples: 20,
    clean: { accuracy: 0.9, sha256: "clean" },
    corrupted: CORRUPTIONS.flatMap((corruption) =>
      STRENGTHS.map((strength) => ({
        corruption,
        strength,
        accuracy: lowest + (5 - strength) / 20,
        sha256: `${corruption} ${strength} ${pixels}`,
      }))
    ),
  };
}

async function writtenRun(
  folder: string,
  { trial, seed, pixels, validated = true }: {
    readonly trial: 0 | 1;
    readonly seed: number;
    readonly pixels?: string;
    readonly validated?: boolean;
  },
): Promise<RunRecord> {
  const id = `${PLAN.trials[trial]!.label}${seed}`;
  const ticks = trial === 0 ? 4 : 1;
  const predictions = examplePredictions({ seed: seed + 5 * trial, ticks });
  const writer = await beginRun(studyFolder(folder).runs, id);
  await writer.writePredictions(predictions);
  if (validated) {
    await writer.writeValidationPredictions(examplePredictions({ seed: seed + 9, ticks }));
  }
  await writer.writeRobustness(robustness(0.5 - 0.1 * trial + 0.01 * seed * trial, pixels));
  const outcome = exampleOutcome(id, accuracyOf(predictions), predictions.examples);
  await writer.finish(outcome);
  return {
    id,
    trial,
    seed,
    outcome,
    curve: [],
    environment: exampleEnvironment(),
    activity: null,
  };
}

async function study(folder: string) {
  const runs: RunRecord[] = [];
  for (const trial of [0, 1] as const) {
    for (const seed of [2, 1]) runs.push(await writtenRun(folder, { trial, seed }));
  }
  return { plan: PLAN, runs };
}

Deno.test("calibration, adaptive compute and robustness are found from the files alone", async () => {
  await inTemporaryFolder(async (folder) => {
    const stored = await study(folder);
    const calibration = await findCalibration(folder, stored);
    assertEquals(calibration!.trials.map(({ label, runs }) => [label, runs]), [
      ["ctm", 2],
      ["cnn", 2],
    ]);
    assertEquals(calibration!.differences.map(({ left, right, seeds }) => [left, right, seeds]), [
      ["ctm", "cnn", [1, 2]],
      ["ctm", "cnn", [1, 2]],
    ]);
    const adaptive = await findAdaptive(folder, stored);
    assertEquals(adaptive!.trials.map(({ label, ticks }) => [label, ticks]), [["ctm", 4]]);
    assertEquals(adaptive!.single.map(({ label }) => label), ["cnn"]);
    const found = await findRobustness(folder, stored);
    assertEquals([found!.examples, found!.trials.length], [20, 2]);
    const overall = found!.differences.find(({ corruption }) => corruption === null)!;
    // 0.5 against 0.41 and 0.42 of seeds 1 and 2.
    assertAlmostEquals(overall.accuracy.mean, 0.085, 1e-9);
    assert(overall.accuracy.interval!.low < 0.085);
  });
});

Deno.test("a diverged run, one without files and another problem are no error", async () => {
  await inTemporaryFolder(async (folder) => {
    const stored = await study(folder);
    const [first, ...others] = stored.runs;
    const diverged = { ...first!.outcome, status: "diverged" as const };
    const runs = [{ ...first!, id: "gone", outcome: diverged }, ...others];
    assertEquals((await findCalibration(folder, { plan: PLAN, runs }))!.trials[0]!.runs, 1);
    assertEquals((await findAdaptive(folder, { plan: PLAN, runs }))!.trials[0]!.runs, 1);
    assertEquals((await findRobustness(folder, { plan: PLAN, runs }))!.trials[0]!.clean.count, 2);
    const nothing = { plan: PLAN, runs: [{ ...first!, id: "gone" }] };
    assertEquals(await findCalibration(folder, nothing), null);
    assertEquals(await findAdaptive(folder, nothing), null);
    assertEquals(await findRobustness(folder, nothing), null);
    assertEquals(await findRobustness(folder, { plan: PLAN, runs: [] }), null);
    const sorting = { ...PLAN.sweep, problem: { name: "sorting", options: {} } };
    assertEquals(
      await findCalibration(folder, { ...stored, plan: { ...PLAN, sweep: sorting } }),
      null,
    );
  });
});

Deno.test("without validation predictions of earlier versions there is no adaptive compute", async () => {
  await inTemporaryFolder(async (folder) => {
    const runs = [await writtenRun(folder, { trial: 0, seed: 1, validated: false })];
    assertEquals(await findAdaptive(folder, { plan: PLAN, runs }), null);
  });
});

Deno.test("models that saw other corrupted pixels are refused with exit code 1", async () => {
  await inTemporaryFolder(async (folder) => {
    const runs = [
      await writtenRun(folder, { trial: 0, seed: 1 }),
      await writtenRun(folder, { trial: 1, seed: 1, pixels: "others" }),
    ];
    const error = await assertRejects(
      () => findRobustness(folder, { plan: PLAN, runs }),
      BenchError,
      "ctm seed 1 and cnn seed 1 were not tested on the same corrupted examples (noise 1)",
    );
    assertEquals(error.code, 1);
  });
});
