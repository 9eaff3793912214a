import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { readSafetensorsMetadata, writeSafetensors } from "../../../src/checkpoint/mod.ts";
import type { Job } from "../../../src/spec/mod.ts";
import type { TrainingState } from "../../../src/training/mod.ts";
import { decodeKeptState, encodeKeptState } from "../../../src/worker/kept_state.ts";
import { keepRun, type KeptRun } from "../../../src/worker/keep_run.ts";
import { exampleCurvePoint } from "../../support/study_fixture.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";
import { tinyJob } from "../../support/tiny_job.ts";

/** A state after `steps` steps, with numbers that JSON would lose. */
function stateAfter(steps: number): TrainingState {
  return {
    numbers: {
      steps,
      points: 1,
      learningRate: NaN,
      loss: { sum: 0.1 + 0.2, count: 2, latest: 1 / 3 },
      seconds: { training: 4, warmup: 1, evaluation: 2, exchange: 0.5 },
      batches: { batches: steps, stream: { words: 7, spareNormal: -1 / 3 } },
      optimiser: { groups: [{ variables: [0, 1], steps }], clips: [] },
      trail: {
        rows: [{ kind: "losses", first: 1, bits: "3f800000" }],
        digested: { part: 0, step: 0 },
      },
    },
    arrays: new Map([
      ["parameters/weight", { shape: [2], data: Float32Array.of(NaN, -0) }],
      ["pending", { shape: [0], data: new Float32Array(0) }],
      ["counts", { shape: [1], data: Int32Array.of(-5) }],
    ]),
  };
}

/** A process of a run that starts at `started`, with a clock of its own. */
async function processOf(
  folder: string,
  {
    device = "cpu",
    kernels = "composite",
    started = "2026-01-01T00:00:00.000Z",
    checkpointSeconds,
    outside,
  }: {
    readonly device?: string;
    readonly kernels?: string;
    readonly started?: string;
    readonly checkpointSeconds?: number;
    /** Seconds of its start; those of data and files are twice and three times as many. */
    readonly outside?: number;
  } = {},
): Promise<KeptRun & { readonly wait: (seconds: number) => void }> {
  let time = 0;
  const job: Job = {
    ...await tinyJob({
      model: "lstm",
      problem: "parity",
      dataset: "parity",
      datasetOptions: { length: 5 },
      modelOptions: { backbone: { kind: "parity", width: 4 } },
      backend: "cpu",
      budget: { kind: "steps", steps: 4 },
    }, { cacheDirectory: folder, runsDirectory: folder }),
    checkpointSeconds,
  };
  const kept = await keepRun(job, {
    backend: { device, kernels },
    started: new Date(started),
    now: () => time,
    outside: outside === undefined
      ? undefined
      : () => ({ start: outside, data: 2 * outside, files: 3 * outside }),
  });
  return { ...kept, wait: (seconds) => void (time += seconds) };
}

Deno.test("another process finds the state, the curve and the times of the run", async () => {
  await inTemporaryFolder(async (folder) => {
    const first = await processOf(folder);
    assertEquals([first.state, first.curve, first.notices], [null, [], []]);
    first.addCurvePoint(exampleCurvePoint(0.5));
    first.wait(30);
    await first.keeper.write(stateAfter(3));

    const second = await processOf(folder, { started: "2026-01-02T00:00:00.000Z" });
    assertEquals(second.state, stateAfter(3));
    assert(Object.is(second.state!.arrays.get("parameters/weight")!.data[1], -0), "every bit");
    assertEquals(second.curve, [exampleCurvePoint(0.5)]);
    assertEquals(second.started.toISOString(), "2026-01-01T00:00:00.000Z");
    second.wait(5);
    assertEquals(second.seconds(), 35);
    assertEquals(second.notices, []);
  });
});

Deno.test("what a run spends outside steps adds up over its processes, where all kept it", async () => {
  await inTemporaryFolder(async (folder) => {
    const first = await processOf(folder, { outside: 1 });
    assertEquals(first.outside(), { start: 1, data: 2, files: 3 });
    await first.keeper.write(stateAfter(3));
    const second = await processOf(folder, { outside: 10 });
    assertEquals(second.outside(), { start: 11, data: 22, files: 33 });
    await second.keeper.write(stateAfter(4));
    const third = await processOf(folder, { outside: 100 });
    assertEquals(third.outside(), { start: 111, data: 222, files: 333 });

    // A process that did not keep them leaves a gap that later ones cannot fill.
    await (await processOf(folder)).keeper.write(stateAfter(5));
    assertEquals((await processOf(folder, { outside: 1 })).outside(), null);
  });
});

Deno.test("damage and another device are noticed, and by the processes after it as well", async () => {
  await inTemporaryFolder(async (folder) => {
    const first = await processOf(folder);
    await first.keeper.write(stateAfter(3));
    await first.keeper.write(stateAfter(4));
    await Deno.truncate(join(folder, "lstm-parity-1.checkpoint", "b"), 100);

    const second = await processOf(folder, { device: "gpu" });
    assertEquals(second.state?.numbers.steps, 3);
    const notices = [
      "one of its checkpoints was damaged: it went on from the other",
      "began on cpu, went on on gpu",
    ];
    assertEquals(second.notices, notices);
    await second.keeper.write(stateAfter(5));
    const third = await processOf(folder, { device: "gpu" });
    assertEquals([third.state?.numbers.steps, third.notices], [5, notices]);
  });
});

Deno.test("a run goes on with the kernels that it began with only, else it begins anew", async () => {
  await inTemporaryFolder(async (folder) => {
    const kernels = "fused (relaxed FMA)";
    const first = await processOf(folder, { kernels });
    first.addCurvePoint(exampleCurvePoint(0.5));
    first.wait(30);
    await first.keeper.write(stateAfter(3));
    const same = await processOf(folder, { kernels });
    assertEquals([same.state?.numbers.steps, same.notices], [3, []]);

    const started = "2026-01-02T00:00:00.000Z";
    const other = await processOf(folder, { kernels: "fused (plain)", started });
    const notices = [
      "began with fused (relaxed FMA) kernels: it began anew with fused (plain) kernels",
    ];
    assertEquals([other.state, other.curve, other.notices], [null, [], notices]);
    assertEquals([other.started.toISOString(), other.seconds()], [started, 0]);
    await other.keeper.write(stateAfter(1));
    const third = await processOf(folder, { kernels: "fused (plain)" });
    assertEquals([third.state?.numbers.steps, third.notices], [1, notices]);
  });
});

Deno.test("a checkpoint of an earlier version, which names no kernels, is of composite ones", () => {
  const kept = { started: "", seconds: 1, device: "cpu", kernels: "", notices: [], curve: [] };
  const metadata = readSafetensorsMetadata(
    encodeKeptState({ ...kept, training: stateAfter(3) }),
  );
  const { kernels: _, ...earlier } = JSON.parse(metadata["state"]!);
  const bytes = writeSafetensors(stateAfter(3).arrays, { state: JSON.stringify(earlier) });
  assertEquals(decodeKeptState(bytes).kernels, "composite");
});

Deno.test("a checkpoint is due every 15 seconds, and after more than a second of training", async () => {
  await inTemporaryFolder(async (folder) => {
    const run = await processOf(folder);
    run.wait(0.9);
    assertEquals([run.keeper.isDue(false), run.keeper.isDue(true)], [false, false]);
    run.wait(0.2);
    assertEquals([run.keeper.isDue(false), run.keeper.isDue(true)], [false, true]);
    run.wait(14);
    assertEquals(run.keeper.isDue(false), true);
    // One that takes a second is followed by a hundred without.
    const writing = run.keeper.write(stateAfter(3));
    run.wait(1);
    await writing;
    run.wait(99);
    assertEquals(run.keeper.isDue(false), false);
    run.wait(2);
    assertEquals(run.keeper.isDue(false), true);
    const often = await processOf(folder, { checkpointSeconds: 0 });
    assertEquals(often.keeper.isDue(false), true);
  });
});
