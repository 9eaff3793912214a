import { assertEquals } from "@std/assert";
import { createTar } from "nanotar";
import { join } from "node:path";
import { fetchNpmPackage, readNpmPackage } from "../../../datasets/npm_package.ts";
import { assertUsageRejects, gzip, inTemporaryFolder, patternBytes } from "./small_data.ts";

Deno.test("readNpmPackage() lists files by their path inside the package", () => {
  const archive = gzip(createTar([
    { name: "package/package.json", data: "{}" },
    { name: "package/data/bytes", data: patternBytes(1500) },
  ]));
  const files = readNpmPackage(archive);
  assertEquals([...files.keys()], ["package.json", "data/bytes"]);
  assertEquals([...files.get("data/bytes")!], [...patternBytes(1500)]);
});

Deno.test("fetchNpmPackage() says what to do without npm and leaves nothing behind", () =>
  inTemporaryFolder(async (folder) => {
    await assertUsageRejects(
      () =>
        fetchNpmPackage("some-package@1.0.0", {
          folder,
          remedy: "pass the files with --data-dir",
          npm: join(folder, "no-such-npm"),
        }),
      "cannot run",
      "no-such-npm",
      "pass the files with --data-dir",
    );
    assertEquals(Array.from(Deno.readDirSync(folder)), []);
  }));

Deno.test({
  name: "fetchNpmPackage() returns what npm leaves, and reports what npm says when it fails",
  // The stand-in for npm is a shell script.
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const program = async (name: string, script: string) => {
        const path = join(folder, name);
        await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        return path;
      };
      const work = join(folder, "work");
      await Deno.mkdir(work);
      const options = { folder: work, remedy: "pass --data-dir" };

      const good = await program("good", `[ "$1 $2" = "pack p@1" ] && printf abc > p-1.tgz`);
      const archive = await fetchNpmPackage("p@1", { ...options, npm: good });
      assertEquals(new TextDecoder().decode(archive), "abc");

      const offline = await program("offline", "echo 'npm error code ENOTFOUND' >&2; exit 3");
      await assertUsageRejects(
        () => fetchNpmPackage("p@1", { ...options, npm: offline }),
        "pack p@1 failed (npm error code ENOTFOUND)",
        "pass --data-dir",
      );
      const silent = await program("silent", "exit 3");
      await assertUsageRejects(
        () => fetchNpmPackage("p@1", { ...options, npm: silent }),
        "failed (exit code 3)",
      );
      const idle = await program("idle", "exit 0");
      await assertUsageRejects(
        () => fetchNpmPackage("p@1", { ...options, npm: idle }),
        "left 0 archives",
      );
      assertEquals(Array.from(Deno.readDirSync(work)), []);
    }),
});
