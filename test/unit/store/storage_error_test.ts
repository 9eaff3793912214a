import { join } from "node:path";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { BenchError } from "../../../src/spec/errors.ts";
import {
  explainIfStorage,
  explainingStorage,
  explainStorage,
} from "../../../src/store/storage_error.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

Deno.test({
  name: "a write to a device without space is one line with exit code 3",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const error = await assertRejects(
      () => explainingStorage("results/a", () => Deno.writeTextFile("/dev/full", "x")),
      BenchError,
      "no space left for results/a",
    );
    assertEquals(error.code, 3);
    const raw = await Deno.writeTextFile("/dev/full", "x").catch((one) => one);
    assertStringIncludes(String(explainIfStorage(raw)), "no space left for");
  },
});

Deno.test("a refused write has exit code 2; what is no storage error stays as it is", () => {
  const of = (code: string) => Object.assign(new Error("refused"), { code });
  for (const code of ["EROFS", "EACCES", "EPERM"]) {
    const explained = explainStorage(of(code), "results/a");
    assert(explained instanceof BenchError);
    assertEquals(explained.code, 2);
  }
  const other = of("EIO");
  assertEquals([explainStorage(other, "a"), explainIfStorage(other)], [other, other]);
  // Reading may be refused as well, and says nothing about writing.
  const unreadable = of("EACCES");
  assertEquals(explainIfStorage(unreadable), unreadable);
});

Deno.test("an error that is explained already stays", async () => {
  await inTemporaryFolder(async (folder) => {
    const error = new BenchError("said", 7);
    assertEquals(explainStorage(error, join(folder, "a")), error);
    await Promise.resolve();
  });
});
