import { join } from "node:path";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { git } from "../../../src/execution/git.ts";
import { localChanges } from "../../../src/execution/local_changes.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

/** A repository with one commit in `folder`; `false` where there is no git. */
async function repository(folder: string): Promise<boolean> {
  if (await git(folder, ["init"]) === null) return false;
  await Deno.mkdir(join(folder, "src"));
  await Deno.writeTextFile(join(folder, "src", "a.ts"), "one\ntwo\n");
  await Deno.writeTextFile(join(folder, ".gitignore"), "ignored*\n");
  const author = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
  await git(folder, ["add", "."]);
  await git(folder, [...author, "commit", "-m", "first"]);
  return true;
}

Deno.test("local changes are a patch that makes the code again, new files included", async () => {
  await inTemporaryFolder(async (folder) => {
    const [changed, other] = [join(folder, "changed"), join(folder, "other")];
    await Deno.mkdir(changed);
    if (!await repository(changed)) return;
    assertEquals(await localChanges(changed), { patch: null, notice: null });
    await git(folder, ["clone", changed, other]);
    await Deno.writeTextFile(join(changed, "src", "a.ts"), "one\nthree\n");
    await Deno.writeTextFile(join(changed, "src", "new.ts"), "new\n");
    await Deno.writeTextFile(join(changed, "deno.json"), "{}\n");
    const { patch, notice } = await localChanges(changed);
    assertEquals(notice, null);
    await Deno.writeTextFile(join(folder, "local.patch"), patch!);
    await git(other, ["apply", join(folder, "local.patch")]);
    for (const name of ["src/a.ts", "src/new.ts", "deno.json"]) {
      const [here, there] = [changed, other].map((one) => Deno.readTextFileSync(join(one, name)));
      assertEquals(there, here, name);
    }
  });
});

Deno.test("what is no code, ignored or binary stays out of a patch", async () => {
  await inTemporaryFolder(async (folder) => {
    if (!await repository(folder)) return;
    await Deno.writeTextFile(join(folder, ".env"), "TOKEN=secret\n");
    await Deno.writeTextFile(join(folder, "notes.txt"), "secret\n");
    await Deno.writeTextFile(join(folder, "src", "ignored.ts"), "secret\n");
    await Deno.writeFile(join(folder, "src", "picture.bin"), Uint8Array.of(1, 0, 2));
    assertEquals(await localChanges(folder), { patch: null, notice: null });
  });
});

Deno.test("a patch that is too large is left out, with a notice", async () => {
  await inTemporaryFolder(async (folder) => {
    if (!await repository(folder)) return;
    await Deno.writeTextFile(join(folder, "src", "large.ts"), "x".repeat(2 ** 21));
    const { patch, notice } = await localChanges(folder);
    assertEquals(patch, null);
    assertStringIncludes(notice!, "larger than 1 MiB");
  });
});
