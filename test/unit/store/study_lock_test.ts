import { join } from "node:path";
import { assertEquals, assertRejects } from "@std/assert";
import { BenchError } from "../../../src/spec/errors.ts";
import { lockStudy } from "../../../src/store/study_lock.ts";
import { endedProcessId, inTemporaryFolder } from "../../support/temporary_folder.ts";

async function entries(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
}

Deno.test("a study can be locked once, and again after its release", async () => {
  await inTemporaryFolder(async (parent) => {
    const folder = join(parent, "results", "study");
    const lock = await lockStudy(folder);
    const error = await assertRejects(() => lockStudy(folder), BenchError, `process ${Deno.pid}`);
    assertEquals(error.code, 2);
    await lock.release();
    await lock.release();
    assertEquals(await entries(folder), []);
    {
      await using again = await lockStudy(folder);
      assertEquals(await entries(folder), [".lock"]);
      assertEquals(typeof again.release, "function");
    }
    assertEquals(await entries(folder), []);
  });
});

Deno.test("the lock of a dead process, or a torn one, is taken over", async () => {
  await inTemporaryFolder(async (folder) => {
    for (const content of [`${await endedProcessId()}\n`, "", "nonsense"]) {
      await Deno.writeTextFile(join(folder, ".lock"), content);
      const lock = await lockStudy(folder);
      assertEquals(await Deno.readTextFile(join(folder, ".lock")), `${Deno.pid}\n`);
      await lock.release();
    }
  });
});

Deno.test("of many that find a stale lock at once exactly one gets it", async () => {
  await inTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, ".lock"), `${await endedProcessId()}\n`);
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockStudy(folder)));
    const won = attempts.filter((attempt) => attempt.status === "fulfilled");
    assertEquals(won.length, 1);
    await won[0]!.value.release();
  });
});
