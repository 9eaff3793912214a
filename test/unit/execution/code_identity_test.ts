import { join } from "node:path";
import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { codeIdentity, programHash } from "../../../src/execution/code_identity.ts";
import { sha256 } from "../../../src/spec/identity.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

async function write(root: string, path: string, text: string) {
  await Deno.mkdir(join(root, path, ".."), { recursive: true });
  await Deno.writeTextFile(join(root, path), text);
}

Deno.test("the code's hash follows the worker side, the data sets and the lock file only", async () => {
  await inTemporaryFolder(async (root) => {
    const hash = async () => (await codeIdentity(root)).code;
    await write(root, "src/ctm/model.ts", "1");
    await write(root, "deno.lock", "1");
    let before = await hash();
    assertMatch(before, /^[0-9a-f]{64}$/);
    assertEquals(await hash(), before);
    for (const path of ["src/report/a.ts", "src/cli/a.ts", "src/analysis/a.ts", "README.md"]) {
      await write(root, path, "1");
      assertEquals(await hash(), before, path);
    }
    const changes = [
      ["src/ctm/model.ts", "2"],
      ["src/ctm/moved.ts", "2"],
      ["src/kernels/op.wasm", "1"],
      ["baselines/lstm/model.ts", "1"],
      ["datasets/mnist.ts", "1"],
      ["deno.lock", "2"],
      ["src/cli_like/a.ts", "1"],
    ] as const;
    for (const [path, text] of changes) {
      await write(root, path, text);
      const after = await hash();
      assertNotEquals(after, before, path);
      before = after;
    }
  });
});

Deno.test("the program's hash follows both sides, the packages and the settings of the project", async () => {
  await inTemporaryFolder(async (root) => {
    await write(root, "src/ctm/model.ts", "1");
    const changes = [
      ...["src/ctm/model.ts", "src/report/a.ts", "src/cli/a/b.ts", "src/analysis/a.ts"],
      ...["src/execution/a.ts", "src/presets/a.ts", "tasks/a.ts", "vendor/a/mod.ts", "mod.ts"],
      ...["baselines/cnn/a.ts", "datasets/a.ts", "deno.json", "deno.lock"],
    ];
    const seen = new Set([await programHash(root)]);
    for (const path of changes) {
      await write(root, path, "changed");
      const hash = await programHash(root);
      assertMatch(hash, /^[0-9a-f]{64}$/);
      assertEquals(seen.has(hash), false, path);
      seen.add(hash);
      assertEquals(await programHash(root), hash);
    }
    await Deno.rename(join(root, "src/cli/a/b.ts"), join(root, "src/cli/b.ts"));
    assertEquals(seen.has(await programHash(root)), false, "a file moved");
    const before = await programHash(root);
    for (const path of ["README.md", "results/a/plan.json", "test/a_test.ts"]) {
      await write(root, path, "1");
      assertEquals(await programHash(root), before, path);
    }
  });
});

Deno.test("a folder outside git has no commit; a clean and a changed one are told apart", async () => {
  await inTemporaryFolder(async (root) => {
    await write(root, "deno.lock", "1");
    assertEquals((await codeIdentity(root)).git, null);
    const git = async (...args: string[]) => {
      const identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
      const command = new Deno.Command("git", { args: ["-C", root, ...identity, ...args] });
      return (await command.output()).success;
    };
    if (!await git("init")) return;
    assertEquals((await codeIdentity(root)).git, null);
    await git("add", ".");
    await git("commit", "-m", "first");
    const clean = (await codeIdentity(root)).git;
    assertMatch(clean!.commit, /^[0-9a-f]{40}$/);
    assertEquals([clean!.dirty, clean!.patch], [false, null]);
    await write(root, "deno.lock", "2");
    const changed = await codeIdentity(root);
    assertEquals(changed.git, {
      commit: clean!.commit,
      dirty: true,
      patch: sha256(changed.patch!),
    });
  });
});
