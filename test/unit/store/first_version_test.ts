import { join } from "node:path";
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { decodePredictions, encodePredictions } from "../../../src/store/predictions_file.ts";
import { readRun } from "../../../src/store/read_run.ts";
import { runFolder } from "../../../src/store/study_folder.ts";
import {
  exampleEnvironment,
  exampleOutcome,
  examplePredictions,
} from "../../support/study_fixture.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

/** Predictions as the first version wrote them: one position, no scores, and neither in the header. */
function firstVersion(bytes: Uint8Array): Uint8Array {
  const old = new Uint8Array([...bytes.subarray(0, 20), ...bytes.subarray(28)]);
  old[7] = "1".charCodeAt(0);
  return old;
}

Deno.test("predictions of the first version have one position and no scores", () => {
  const predictions = { ...examplePredictions(), logLoss: null, brier: null };
  const bytes = encodePredictions(predictions);
  const old = firstVersion(bytes);
  assertEquals(decodePredictions(old), decodePredictions(bytes));
  assertEquals(decodePredictions(old).positions, 1);
  assertThrows(() => decodePredictions(old.subarray(0, -1)), RangeError, "bytes instead of");
});

Deno.test("an outcome of the first version gets its level of guessing from the classes", async () => {
  await inTemporaryFolder(async (folder) => {
    const directory = join(folder, "aa");
    const files = runFolder(directory);
    const write = async (path: string, value: unknown) =>
      await Deno.writeTextFile(path, JSON.stringify(value));
    await Deno.mkdir(directory);
    const { test: { solved: _, chance: __, ...test }, ...outcome } = exampleOutcome("aa", 0.75, 4);
    await write(files.outcome, { ...outcome, test });
    await write(files.environment, exampleEnvironment());
    const chance = async () => (await readRun(directory))!.outcome.test.chance;
    // A diverged run has no predictions: what it was given as accuracy is guessing.
    assertEquals(await chance(), 0.75);
    await write(files.predictions, {
      ...{ schema: 1, examples: 4, ticks: 2, classes: 8, bytes: 100, sha256: "s" },
    });
    assertAlmostEquals(await chance(), 1 / 8);
    assertEquals((await readRun(directory))!.outcome.test.solved, 0.75);
  });
});
