import { join } from "node:path";
import { assertEquals } from "@std/assert";
import { lockStudy } from "../../../src/store/study_lock.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

async function entries(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
}

Deno.test("a study is locked for one at a time, and the others wait their turn", async () => {
  await inTemporaryFolder(async (parent) => {
    const folder = join(parent, "results", "study");
    let inside = 0;
    let most = 0;
    let turns = 0;
    await Promise.all(Array.from({ length: 8 }, async () => {
      await using _lock = await lockStudy(folder);
      most = Math.max(most, ++inside);
      // Others get their chance to be inside as well.
      assertEquals(await entries(folder), [".lock"]);
      turns++;
      inside--;
    }));
    assertEquals([most, turns], [1, 8]);
    assertEquals(await entries(folder), []);
  });
});

Deno.test("releasing twice does not take the lock from the next one", async () => {
  await inTemporaryFolder(async (folder) => {
    const first = await lockStudy(folder);
    await first.release();
    const second = await lockStudy(folder);
    await first.release();
    assertEquals(await entries(folder), [".lock"]);
    await second.release();
  });
});
