import { join } from "node:path";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { codeIdentity } from "../../../src/execution/mod.ts";
import { unpackBaseline } from "../../../src/nightly/baseline_code.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const settings = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
  const { success, stdout, stderr } = await new Deno.Command("git", {
    args: ["-C", folder, ...settings, ...args],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

/** A repository with a worker that prints which version it is. */
async function repository(folder: string): Promise<string> {
  const root = join(folder, "repository");
  await Deno.mkdir(join(root, "src", "worker"), { recursive: true });
  // As the project's own, it names what its worker may do.
  await Deno.writeTextFile(
    join(root, "deno.json"),
    JSON.stringify({ permissions: { worker: { read: true } } }),
  );
  await write(root, 1);
  await git(folder, "init", "--quiet", root);
  await commit(root);
  return root;
}

const write = (root: string, version: number) =>
  Deno.writeTextFile(
    join(root, "src", "worker", "main.ts"),
    `console.log("version ${version}");\n`,
  );

async function commit(root: string) {
  await git(root, "add", "--all");
  await git(root, "commit", "--quiet", "--message", "a version");
}

async function nightCode(root: string, folder: string) {
  const { code, git, patch, lockFile } = await codeIdentity(root);
  const path = join(folder, "night.patch");
  if (patch !== null) await Deno.writeTextFile(path, patch);
  return { code, git, lock: lockFile, patch: patch === null ? null : path };
}

async function outputOf(command: readonly string[]): Promise<string> {
  const [program, ...args] = command;
  const { stdout } = await new Deno.Command(program!, { args }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("the code of an earlier commit runs, and the repository stays as it is", () =>
  inTemporaryFolder(async (folder) => {
    const root = await repository(folder);
    const night = await nightCode(root, folder);
    await write(root, 2);
    await commit(root);
    await write(root, 3);
    const before = await git(root, "status", "--porcelain");

    const unpacked = await unpackBaseline(night, { root, lock: null });
    assert(unpacked.kind === "unpacked");
    assertEquals(await outputOf(unpacked.command), "version 1");
    assertEquals(await git(root, "status", "--porcelain"), before);
    await unpacked.remove();
    assertEquals(await git(root, "worktree", "list").then((text) => text.split("\n").length), 1);
  }));

Deno.test("a night with changes runs with the patch that was kept, and not without it", () =>
  inTemporaryFolder(async (folder) => {
    const root = await repository(folder);
    await write(root, 2);
    const night = await nightCode(root, folder);
    assert(night.git!.dirty && night.patch !== null);
    await write(root, 3);

    const unpacked = await unpackBaseline(night, { root, lock: null });
    assert(unpacked.kind === "unpacked");
    assertEquals(await outputOf(unpacked.command), "version 2");
    await unpacked.remove();

    const without = await unpackBaseline({ ...night, patch: null }, { root, lock: null });
    assert(without.kind === "none");
    assertStringIncludes(without.reason, "changes");
  }));

Deno.test("why the baseline's code cannot be had is said in words", () =>
  inTemporaryFolder(async (folder) => {
    const root = await repository(folder);
    const night = await nightCode(root, folder);
    const gone = { ...night.git!, commit: "0".repeat(40) };
    for (
      const [code, lock, reason] of [
        [{ ...night, git: null }, null, "without git"],
        [{ ...night, git: gone }, null, "does not have the baseline's commit"],
        [night, "other", "another lock file"],
      ] as const
    ) {
      const result = await unpackBaseline(code, { root, lock });
      assert(result.kind === "none");
      assertStringIncludes(result.reason, reason);
    }
  }));
