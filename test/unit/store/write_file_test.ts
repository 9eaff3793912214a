import { join } from "node:path";
import { assertEquals, assertRejects } from "@std/assert";
import { writeFileAtomically, writeJson } from "../../../src/store/write_file.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

Deno.test("writeJson() replaces a file and leaves no temporary one", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "a.json");
    await writeJson(path, { old: true });
    await writeJson(path, { b: [1] });
    assertEquals(await Deno.readTextFile(path), '{\n  "b": [\n    1\n  ]\n}\n');
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 1);
  });
});

Deno.test("a write that fails leaves the old content and no temporary file", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "taken");
    await Deno.mkdir(join(path, "full"), { recursive: true });
    await assertRejects(() => writeFileAtomically(path, "text"));
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).map((one) => one.name), ["taken"]);
  });
});
