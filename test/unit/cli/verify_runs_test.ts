import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { writeSafetensors } from "../../../src/checkpoint/mod.ts";
import { verifyRuns, type VerifyRunsServices } from "../../../src/cli/verify_runs.ts";
import type { Executor } from "../../../src/execution/mod.ts";
import { BenchError, type Budget, lossBits, type Plan } from "../../../src/spec/mod.ts";
import { beginRun, encodePredictions, runFolder, writeJson } from "../../../src/store/mod.ts";
import { fakeData } from "../../support/fake_catalog.ts";
import {
  exampleCurvePoint,
  exampleEnvironment,
  exampleIdentity,
  exampleOutcome,
  examplePlan,
  examplePredictions,
} from "../../support/study_fixture.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

const LOSSES = [2.5, 2.25, 2.125, 2];

/** What a run leaves; always the same but for `change` of its first weight. */
async function writeRun(runsDirectory: string, runId: string, change = 0): Promise<void> {
  const predictions = examplePredictions();
  const writer = await beginRun(runsDirectory, runId);
  await writer.writeEnvironment(exampleEnvironment());
  await writer.appendCurvePoint(exampleCurvePoint(1));
  await writer.appendTrail([
    { kind: "losses", first: 1, bits: lossBits(LOSSES) },
    { kind: "parameters", step: 4, sha256: "0a".repeat(32) },
  ]);
  await writer.writePredictions(predictions);
  await writer.writeParameters(writeSafetensors(weights(change)));
  await writer.finish(exampleOutcome(runId, 0.5, predictions.examples));
}

function weights(change: number) {
  const decay = { shape: [2], data: Float32Array.of(0.5 + change, 1) };
  return new Map([["decay", decay], ["start", { shape: [1], data: Float32Array.of(3) }]]);
}

/** An executor whose runs all leave the same. */
const repeating: Executor = {
  async *execute(jobs) {
    for (const { runsDirectory, runId } of jobs) {
      await writeRun(runsDirectory, runId);
      const result = { kind: "finished", status: "completed", testAccuracy: 0.5 } as const;
      yield { runId, result, elsewhere: false };
    }
  },
};

interface Result {
  readonly lines: readonly string[];
  readonly error: BenchError | null;
}

async function verified(
  folder: string,
  { args = [], executor = repeating, code = "c" }: {
    readonly args?: readonly string[];
    readonly executor?: Executor;
    readonly code?: string;
  } = {},
): Promise<Result> {
  const lines: string[] = [];
  const services: VerifyRunsServices = {
    cacheDirectory: () => folder,
    prepareData: () => Promise.resolve(fakeData),
    codeIdentity: () => Promise.resolve(exampleIdentity(code)),
    executor,
    print: (line) => lines.push(line),
    write: () => {},
    cores: 2,
  };
  try {
    await verifyRuns([folder, ...args], services, new AbortController().signal);
    return { lines, error: null };
  } catch (error) {
    assert(error instanceof BenchError, String(error));
    return { lines, error };
  }
}

const STEPS: Budget = { kind: "steps", steps: 4 };

async function withStudy(
  ids: readonly string[],
  test: (folder: string) => Promise<void>,
  { budget = STEPS, backend = "wasm" }: {
    readonly budget?: Budget;
    readonly backend?: "wasm" | "webgpu";
  } = {},
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const plan = examplePlan(ids);
    const runs = plan.runs.map((run) => ({ ...run, spec: { ...run.spec, budget, backend } }));
    const stored: Plan = { ...plan, runs };
    await writeJson(join(folder, "plan.json"), stored);
    for (const id of ids) await writeRun(join(folder, "runs"), id);
    await test(folder);
  });
}

Deno.test("runs that are what their repetition is are so bit for bit, a line each", () =>
  withStudy(["aa", "bb"], async (folder) => {
    const { lines, error } = await verified(folder);
    assertEquals(error, null);
    assertEquals(lines.slice(1).sort(), [
      "aa ctm seed 1: equal bit for bit",
      "bb ctm seed 2: equal bit for bit",
    ]);
    assertStringIncludes(lines[0]!, "2 of 2 runs, chosen with --seed ");
  }));

Deno.test("what differs is named, with exit code 6", async () => {
  const changes: readonly {
    readonly file: keyof ReturnType<typeof runFolder>;
    readonly change: (bytes: Uint8Array) => string | Uint8Array;
    readonly message: string;
  }[] = [
    {
      file: "parameters",
      change: () => writeSafetensors(weights(2 ** -24)),
      message: "parameters.safetensors: 1 of 2 elements of decay differ, element 0: 0.5",
    },
    {
      file: "trail",
      change: (bytes) => asText(bytes).replace(lossBits([2.125]), lossBits([2.1251])),
      message: "first divergent step 3: training loss 2.125",
    },
    {
      file: "trail",
      change: (bytes) => asText(bytes).replace("0a0a", "0b0a"),
      message: "first divergent step 4: the losses up to it agree, the parameters after it do not",
    },
    {
      file: "predictionsData",
      change: () => {
        const predictions = examplePredictions();
        const { ticks, classes } = predictions;
        predictions.predicted[7 * ticks] = (predictions.predicted[7 * ticks]! + 1) % classes;
        return encodePredictions(predictions);
      },
      message: "predictions.bin: example 7 differs",
    },
    {
      file: "predictionsData",
      change: (bytes) => bytes.subarray(1),
      message: "predictions.bin: not a predictions file",
    },
    {
      file: "curve",
      change: (bytes) => asText(bytes).replace('"validationLoss":1.5', '"validationLoss":1.25'),
      message: "curve.jsonl: points.0.validationLoss: 1.25 stored, 1.5 repeated",
    },
    {
      file: "outcome",
      change: (bytes) => asText(bytes).replace('"meanTick": 2', '"meanTick": 3'),
      message: "outcome.json: test.meanTick: 3 stored, 2 repeated",
    },
  ];
  for (const { file, change, message } of changes) {
    await withStudy(["aa", "bb"], async (folder) => {
      const path = runFolder(join(folder, "runs", "bb"))[file];
      const changed = change(await Deno.readFile(path));
      await Deno.writeFile(
        path,
        typeof changed === "string" ? new TextEncoder().encode(changed) : changed,
      );
      const { lines, error } = await verified(folder);
      assertEquals([error?.code, error?.message], [6, "1 of 2 runs differ from their repetition"]);
      assertStringIncludes(lines.find((line) => line.startsWith("bb"))!, message);
      assertStringIncludes(lines.find((line) => line.startsWith("aa"))!, "equal bit for bit");
    });
  }
});

const asText = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("times do not count", () =>
  withStudy(["aa"], async (folder) => {
    const { outcome } = runFolder(join(folder, "runs", "aa"));
    const text = await Deno.readTextFile(outcome);
    await Deno.writeTextFile(outcome, text.replaceAll("1.5", "99"));
    const { lines } = await verified(folder);
    // The validation loss is 1.5 as well.
    assertStringIncludes(lines[1]!, "outcome.json: validation.loss: 99 stored");
    await Deno.writeTextFile(outcome, text.replaceAll('"seconds": 1.5', '"seconds": 99'));
    assertEquals((await verified(folder)).error, null);
  }));

Deno.test("on a GPU numbers may differ a little, and by no more", () =>
  withStudy(["aa"], async (folder) => {
    const { parameters, trail } = runFolder(join(folder, "runs", "aa"));
    await Deno.writeFile(parameters, writeSafetensors(weights(0.009)));
    const text = await Deno.readTextFile(trail);
    await Deno.writeTextFile(trail, text.replace(lossBits([2.125]), lossBits([2.13])));
    const near = await verified(folder);
    assertEquals(near.error, null);
    assertStringIncludes(near.lines[1]!, "equal within the tolerance");
    await Deno.writeTextFile(trail, text.replace(lossBits([2.125]), lossBits([2.16])));
    assertStringIncludes((await verified(folder)).lines[1]!, "first divergent step 3");
  }, { backend: "webgpu" }));

Deno.test("another build of the kernels is said, and compared within the tolerance", () =>
  withStudy(["aa"], async (folder) => {
    const { environment, parameters } = runFolder(join(folder, "runs", "aa"));
    const text = await Deno.readTextFile(environment);
    await Deno.writeTextFile(environment, text.replace("fused (relaxed FMA)", "fused (plain)"));
    await Deno.writeFile(parameters, writeSafetensors(weights(0.009)));
    const { lines, error } = await verified(folder);
    assertEquals(error, null);
    assertStringIncludes(
      lines[1]!,
      "equal within the tolerance (kernels fused (plain) stored, fused (relaxed FMA) repeated)",
    );
  }));

Deno.test("a sample is chosen by its seed", () =>
  withStudy(["aa", "bb", "cc", "dd", "ee"], async (folder) => {
    const sample = async (seed: number) =>
      (await verified(folder, { args: ["--sample", "2", "--seed", String(seed)] })).lines;
    assertEquals((await sample(1)).length, 3);
    assertEquals(await sample(1), await sample(1));
    const different = new Set<string>();
    for (let seed = 1; seed <= 8; seed++) different.add((await sample(seed)).slice(1).join());
    assert(different.size > 1, "another seed, another sample");
  }));

Deno.test("other code is said in one line, and compared all the same", () =>
  withStudy(["aa"], async (folder) => {
    const { lines, error } = await verified(folder, { code: "other" });
    assertEquals(error, null);
    assert(lines.some((line) => line.startsWith("notice: the code has changed")));
  }));

Deno.test("a run of an earlier version, without a trail, is compared by its files", () =>
  withStudy(["aa"], async (folder) => {
    await Deno.remove(runFolder(join(folder, "runs", "aa")).trail);
    const { lines, error } = await verified(folder);
    assertEquals(error, null);
    assertStringIncludes(lines[1]!, "equal bit for bit (without a trail of its steps)");
  }));

Deno.test("runs under a budget in seconds are left out, and none but those is an error", () =>
  withStudy(["aa"], async (folder) => {
    const { lines, error } = await verified(folder);
    assertStringIncludes(lines[0]!, "1 of 1 runs have a budget in seconds");
    assertEquals(error?.code, 2);
  }, { budget: { kind: "seconds", seconds: 4 } }));

Deno.test("a repetition that fails ends with its exit code", () =>
  withStudy(["aa"], async (folder) => {
    const failing: Executor = {
      async *execute([job]) {
        const result = { kind: "failed", code: 3, message: "no such device" } as const;
        yield await Promise.resolve({ runId: job!.runId, result, elsewhere: false });
      },
    };
    const { error } = await verified(folder, { executor: failing });
    assertEquals(error?.code, 3);
    assertStringIncludes(error!.message, "run aa (ctm seed 1) cannot be repeated: no such device");
  }));

Deno.test("a folder without a study, or without a finished run, is refused", async () => {
  await inTemporaryFolder(async (folder) => {
    assertEquals((await verified(folder)).error?.code, 2);
  });
  await inTemporaryFolder(async (folder) => {
    await writeJson(join(folder, "plan.json"), examplePlan(["aa"]));
    assertEquals((await verified(folder)).error?.code, 2);
  });
  await assertRejects(
    () =>
      inTemporaryFolder((folder) =>
        verifyRuns(
          [folder, "--smaple", "2"],
          {} as VerifyRunsServices,
          new AbortController().signal,
        )
      ),
    BenchError,
    "--smaple",
  );
});
