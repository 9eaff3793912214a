import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { beginRun } from "../../../src/store/mod.ts";
import { chargedWriter, processClocks } from "../../../src/worker/process_clocks.ts";
import { exampleCurvePoint, exampleOutcome } from "../../support/study_fixture.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

Deno.test("the start ends with the first step, and leaves data and files out", async () => {
  let time = 3;
  const clocks = processClocks(() => time, 2);
  assertEquals(clocks.seconds(), { start: 1, data: 2, files: 0 });
  await clocks.files.charge(() => Promise.resolve(void (time += 0.5)));
  time += 1;
  clocks.endStart();
  assertEquals(clocks.seconds(), { start: 2, data: 2, files: 0.5 });
  // From here on only what is charged counts: the rest is training.
  time += 100;
  await clocks.data.charge(() => Promise.resolve(void (time += 4)));
  assertEquals(clocks.seconds(), { start: 2, data: 6, files: 0.5 });
});

Deno.test("a charged writer writes what the plain one writes, on the clock", () =>
  inTemporaryFolder(async (folder) => {
    let charges = 0;
    const clock = {
      charge: <T>(work: () => Promise<T>) => (charges++, work()),
      seconds: () => charges,
    };
    const writer = chargedWriter(await beginRun(folder, "aa"), clock);
    await writer.appendCurvePoint(exampleCurvePoint(1));
    await writer.writeParameters(Uint8Array.of(1, 2));
    assertEquals(charges, 2);
    assertEquals(await writer.finish(exampleOutcome("aa", 0.5, 40)), "finished");
    assertEquals(charges, 2, "the outcome holds the seconds and so comes after them");
    const curve = await Deno.readTextFile(join(folder, "aa", "curve.jsonl"));
    assertEquals(JSON.parse(curve), exampleCurvePoint(1));
    const weights = await Deno.readFile(join(folder, "aa", "parameters.safetensors"));
    assertEquals([...weights], [1, 2]);
  }));
