import { join } from "node:path";
import { assertEquals, assertRejects } from "@std/assert";
import { damagedFiles, requireIntact, writeChecksums } from "../../../src/store/checksums.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

Deno.test("every flipped bit of every file is found, and every file that is gone", async () => {
  await inTemporaryFolder(async (folder) => {
    const names = ["a.json", "b.bin"];
    for (const name of names) await Deno.writeTextFile(join(folder, name), `content of ${name}`);
    assertEquals(await damagedFiles(folder), null);
    await requireIntact(folder);
    await writeChecksums(folder);
    assertEquals(await damagedFiles(folder), []);
    for (const name of names) {
      const path = join(folder, name);
      const whole = await Deno.readFile(path);
      for (let bit = 0; bit < 8 * whole.length; bit++) {
        const flipped = whole.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        await Deno.writeFile(path, flipped);
        assertEquals((await damagedFiles(folder))!.map((file) => file.path), [path]);
      }
      const error = await assertRejects(() => requireIntact(folder, [name]), BenchError, path);
      assertEquals(error.code, 1);
      await requireIntact(folder, names.filter((other) => other !== name));
      await Deno.remove(path);
      assertEquals(await damagedFiles(folder), [{ path, why: "the file is missing" }]);
      await Deno.writeFile(path, whole);
    }
    await requireIntact(folder);
  });
});

Deno.test("the program sha256sum reads the list, and a torn list is an error", async () => {
  await inTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a.json"), "{}");
    await writeChecksums(folder);
    const list = join(folder, "SHA256SUMS");
    assertEquals(
      await Deno.readTextFile(list),
      "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  a.json\n",
    );
    await Deno.truncate(list, 30);
    await assertRejects(() => requireIntact(folder), BenchError, "not a list of checksums");
  });
});
