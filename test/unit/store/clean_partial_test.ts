import { join } from "node:path";
import { assertEquals } from "@std/assert";
import { cleanPartial, partialRuns } from "../../../src/store/clean_partial.ts";
import { parsePartialName, partialName } from "../../../src/store/study_folder.ts";
import { beginRun } from "../../../src/store/run_writer.ts";
import { endedProcessId, inTemporaryFolder } from "../../support/temporary_folder.ts";

Deno.test("cleanPartial() removes folders of dead processes only", async () => {
  await inTemporaryFolder(async (folder) => {
    const dead = await endedProcessId();
    await Deno.mkdir(join(folder, partialName("bb", dead, "0a1b2c3d")));
    await Deno.mkdir(join(folder, partialName("aa", dead, "0a1b2c3d")));
    await Deno.mkdir(join(folder, "finished"));
    await beginRun(folder, "living");

    assertEquals(await cleanPartial(folder), ["aa", "bb"]);
    assertEquals((await partialRuns(folder)).map((one) => one.runId), ["living"]);
    const left = (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
    assertEquals(left.length, 2);
    assertEquals(left.includes("finished"), true);
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
