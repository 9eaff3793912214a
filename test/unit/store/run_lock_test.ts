import { join } from "node:path";
import { assert, assertEquals } from "@std/assert";
import { isRunLocked, tryLockRun } from "../../../src/store/run_lock.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

Deno.test("a run is taken once, and is free again after its release", async () => {
  await inTemporaryFolder(async (folder) => {
    const runs = join(folder, "runs");
    assertEquals(await isRunLocked(runs, "aa"), false);
    const lock = await tryLockRun(runs, "aa");
    assertEquals(await Deno.readTextFile(join(runs, "aa.lock")), `${Deno.pid}\n`);
    assertEquals(await isRunLocked(runs, "aa"), true);
    assertEquals(await tryLockRun(runs, "aa"), null);
    assert(await tryLockRun(runs, "bb").then((other) => other?.release().then(() => true)));
    await lock!.release();
    assertEquals(await isRunLocked(runs, "aa"), false);
    assertEquals(await Array.fromAsync(Deno.readDir(runs)), []);
  });
});

Deno.test("a file that no process holds is no lock, even with the id of a living process", async () => {
  await inTemporaryFolder(async (folder) => {
    for (const content of [`${Deno.pid}\n`, "1\n", "", "nonsense"]) {
      await Deno.writeTextFile(join(folder, "aa.lock"), content);
      assertEquals(await isRunLocked(folder, "aa"), false);
      const lock = await tryLockRun(folder, "aa");
      assertEquals(await Deno.readTextFile(join(folder, "aa.lock")), `${Deno.pid}\n`);
      await lock!.release();
    }
  });
});

Deno.test("of many that find a stale lock at once exactly one gets it", async () => {
  await inTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "aa.lock"), "1\n");
    const attempts = await Promise.all(Array.from({ length: 8 }, () => tryLockRun(folder, "aa")));
    const won = attempts.filter((lock) => lock !== null);
    assertEquals(won.length, 1);
    await won[0]!.release();
  });
});

Deno.test("a lock ends with its process, however that ends", async () => {
  await inTemporaryFolder(async (folder) => {
    const module = new URL("../../../src/store/run_lock.ts", import.meta.url).href;
    const script = `import { tryLockRun } from ${JSON.stringify(module)};
      console.log(await tryLockRun(${JSON.stringify(folder)}, "aa") !== null);
      setInterval(() => undefined, 1000);`;
    const holder = new Deno.Command(Deno.execPath(), {
      args: ["eval", script],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    const reader = holder.stdout.getReader();
    assertEquals(new TextDecoder().decode((await reader.read()).value), "true\n");
    assertEquals(await tryLockRun(folder, "aa"), null);
    holder.kill("SIGKILL");
    await holder.status;
    await reader.cancel();
    const lock = await tryLockRun(folder, "aa");
    await lock!.release();
  });
});
