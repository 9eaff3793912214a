import { join } from "node:path";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { accuracyOf } from "../../../src/store/correct_examples.ts";
import { readPredictions } from "../../../src/store/read_predictions.ts";
import { readRun } from "../../../src/store/read_run.ts";
import { beginRun, type RunWriter } from "../../../src/store/run_writer.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import {
  exampleCurvePoint,
  exampleEnvironment,
  exampleOutcome,
  examplePredictions,
  exampleRunSpec,
} from "../../support/study_fixture.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

const activity = {
  example: 3,
  label: 1,
  classNames: ["a", "b"],
  image: { height: 1, width: 2, channels: 1, pixels: [0, 255] },
  neurons: [[0.5, -1], [0.25, 1]],
  attention: [[1, 0], [0.5, 0.5]],
  grid: [1, 2] as const,
  perTick: [{ predicted: 1, confidence: 0.75, certainty: 0.5 }],
};

async function writeAll(writer: RunWriter) {
  await writer.writeSpec(exampleRunSpec());
  await writer.writeEnvironment(exampleEnvironment());
  await writer.appendCurvePoint(exampleCurvePoint(0.5));
  await writer.appendCurvePoint({ ...exampleCurvePoint(1), trainLoss: NaN });
  await writer.writePredictions(examplePredictions());
  await writer.writeActivity(activity);
}

Deno.test("a run that was written and finished reads back as it was", async () => {
  await inTemporaryFolder(async (folder) => {
    const runs = join(folder, "runs");
    const writer = await beginRun(runs, "abc");
    assertMatch(writer.directory, /abc\.\d+-[0-9a-f]{8}\.partial$/);
    await writeAll(writer);
    assertEquals(await readRun(join(runs, "abc")), null);

    const predictions = examplePredictions();
    const outcome = exampleOutcome("abc", accuracyOf(predictions), predictions.examples);
    assertEquals(await writer.finish(outcome), "finished");

    assertEquals((await Array.fromAsync(Deno.readDir(runs))).map((entry) => entry.name), ["abc"]);
    assertEquals(await readRun(join(runs, "abc")), {
      outcome,
      environment: exampleEnvironment(),
      curve: [exampleCurvePoint(0.5), { ...exampleCurvePoint(1), trainLoss: NaN }],
      activity: { ...activity, grid: [1, 2] },
    });
    const stored = await readPredictions(folder, "abc");
    assertEquals(accuracyOf(stored!.predictions), outcome.test.accuracy);
  });
});

Deno.test("of two processes that finish one run the first wins and the second leaves nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const first = await beginRun(folder, "abc");
    const second = await beginRun(folder, "abc");
    for (const writer of [first, second]) await writer.writeEnvironment(exampleEnvironment());
    assertEquals(await first.finish(exampleOutcome("abc", 0.25, 4)), "finished");
    assertEquals(await second.finish(exampleOutcome("abc", 0.75, 4)), "already finished");
    assertEquals((await readRun(join(folder, "abc")))?.outcome.test.accuracy, 0.25);
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name), ["abc"]);
  });
});

Deno.test("a folder of the run's name without an outcome gives way to the finished run", async () => {
  await inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "abc"));
    await Deno.writeTextFile(join(folder, "abc", "left.txt"), "over");
    const writer = await beginRun(folder, "abc");
    await writer.writeEnvironment(exampleEnvironment());
    assertEquals(await writer.finish(exampleOutcome("abc", 0.25, 4)), "finished");
    assertEquals((await readRun(join(folder, "abc")))?.outcome.test.accuracy, 0.25);
  });
});

Deno.test("finish() refuses the outcome of another run", async () => {
  await inTemporaryFolder(async (folder) => {
    const writer = await beginRun(folder, "abc");
    await assertRejects(() => writer.finish(exampleOutcome("def", 0.25, 4)), RangeError, "def");
    assertEquals(await readRun(join(folder, "abc")), null);
  });
});

Deno.test("readPredictions() refuses a file whose content has changed, and names it", async () => {
  await inTemporaryFolder(async (folder) => {
    const writer = await beginRun(join(folder, "runs"), "abc");
    await writeAll(writer);
    await writer.finish(exampleOutcome("abc", 0.5, 40));
    const path = join(folder, "runs", "abc", "predictions.bin");
    const bytes = await Deno.readFile(path);
    bytes[bytes.length - 1]! ^= 1;
    await Deno.writeFile(path, bytes);
    const error = await assertRejects(() => readPredictions(folder, "abc"), BenchError, path);
    assertEquals(error.code, 1);
    await Deno.remove(path);
    await assertRejects(() => readPredictions(folder, "abc"), BenchError, "missing");
    assertEquals(await readPredictions(folder, "other"), null);
  });
});
