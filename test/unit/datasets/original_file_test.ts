import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { candidateFolders, readOriginalFile, requireMd5 } from "../../../datasets/original_file.ts";
import {
  assertUsageRejects,
  assertUsageThrows,
  fileOf,
  gzip,
  inTemporaryFolder,
  patternBytes,
} from "./small_data.ts";

Deno.test("readOriginalFile() reads plain and gzipped files alike", () =>
  inTemporaryFolder(async (folder) => {
    await Deno.writeFile(join(folder, "plain"), patternBytes(100));
    await Deno.writeFile(join(folder, "packed.gz"), gzip(patternBytes(100)));
    const plain = await readOriginalFile([folder], "plain");
    const packed = await readOriginalFile([folder], "packed");
    assertEquals([...plain!.bytes], [...patternBytes(100)]);
    assertEquals([...packed!.bytes], [...patternBytes(100)]);
    assertEquals(packed!.path, join(folder, "packed.gz"));
  }));

Deno.test("readOriginalFile() prefers the first folder and looks into the sub-folders", () =>
  inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "inner"));
    const folders = candidateFolders(folder, ["inner", "absent"]);
    await Deno.writeFile(join(folder, "inner", "file"), Uint8Array.of(1));
    assertEquals([...(await readOriginalFile(folders, "file"))!.bytes], [1]);
    await Deno.writeFile(join(folder, "file"), Uint8Array.of(2));
    assertEquals([...(await readOriginalFile(folders, "file"))!.bytes], [2]);
    assertEquals(await readOriginalFile(folders, "other"), null);
  }));

Deno.test("readOriginalFile() says which file is a damaged gzip file or no file at all", () =>
  inTemporaryFolder(async (folder) => {
    const whole = gzip(patternBytes(1000));
    await Deno.writeFile(join(folder, "cut.gz"), whole.subarray(0, whole.length - 12));
    await assertUsageRejects(() => readOriginalFile([folder], "cut"), join(folder, "cut.gz"));
    await Deno.mkdir(join(folder, "directory"));
    await assertUsageRejects(
      () => readOriginalFile([folder], "directory"),
      `cannot read ${join(folder, "directory")}`,
    );
  }));

Deno.test("requireMd5() accepts the digest and names file and both digests otherwise", () => {
  // RFC 1321, test suite: MD5 of "abc".
  const expected = "900150983cd24fb0d6963f7d28e17f72";
  requireMd5(fileOf(new TextEncoder().encode("abc")), expected);
  const other = new TextEncoder().encode("abd");
  const found = createHash("md5").update(other).digest("hex");
  assertUsageThrows(
    () => requireMd5(fileOf(other, "batch.bin"), expected),
    "batch.bin",
    expected,
    found,
    "get the file again",
  );
});
