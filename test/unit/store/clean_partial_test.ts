import { join } from "node:path";
import { assertEquals } from "@std/assert";
import { checkpointedRuns, cleanPartial, partialRuns } from "../../../src/store/clean_partial.ts";
import { parsePartialName, partialName } from "../../../src/store/study_folder.ts";
import { runCheckpoint } from "../../../src/store/run_checkpoint.ts";
import { tryLockRun } from "../../../src/store/run_lock.ts";
import { beginRun } from "../../../src/store/run_writer.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

Deno.test("cleanPartial() removes folders of runs that no driver is at work on", async () => {
  await inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, partialName("bb", 42, "0a1b2c3d")));
    await Deno.mkdir(join(folder, partialName("aa", 42, "0a1b2c3d")));
    await Deno.mkdir(join(folder, "finished"));
    await beginRun(folder, "living");
    await using _lock = await tryLockRun(folder, "living");

    assertEquals(await cleanPartial(folder), ["aa", "bb"]);
    assertEquals((await partialRuns(folder)).map((one) => one.runId), ["living"]);
    const left = (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
    assertEquals(left.length, 3);
    assertEquals(left.includes("finished") && left.includes("living.lock"), true);
  });
});

Deno.test("cleanPartial() removes the checkpoint of a run that is finished, and no other", async () => {
  await inTemporaryFolder(async (folder) => {
    for (const run of ["finished", "interrupted"]) {
      await runCheckpoint(folder, run).write(Uint8Array.of(1));
    }
    await Deno.mkdir(join(folder, "finished"));
    await Deno.writeTextFile(join(folder, "finished", "outcome.json"), "{}");
    assertEquals(await checkpointedRuns(folder).then((runs) => runs.sort()), [
      "finished",
      "interrupted",
    ]);
    await cleanPartial(folder);
    assertEquals(await checkpointedRuns(folder), ["interrupted"]);
  });
});

Deno.test("cleanPartial() of a folder that does not exist removes nothing", async () => {
  assertEquals(await inTemporaryFolder((folder) => cleanPartial(join(folder, "none"))), []);
});

Deno.test("partial folder names read back, and no other name does", () => {
  assertEquals(parsePartialName(partialName("0a1b", 42, "00ff00ff")), {
    runId: "0a1b",
    process: 42,
  });
  for (const name of ["0a1b", "0a1b.log", "0a1b.42.partial", "0a1b.x-00.partial"]) {
    assertEquals(parsePartialName(name), null);
  }
});
