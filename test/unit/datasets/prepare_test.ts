import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { cacheFolder } from "../../../datasets/cache.ts";
import { openPrepared } from "../../../datasets/open.ts";
import { prepareSource } from "../../../datasets/prepare.ts";
import {
  assertCorruptRejects,
  assertUsageRejects,
  inTemporaryFolder,
  patternBytes,
  recordingLocation,
  SMALL_FACTS,
  smallSource,
} from "./small_data.ts";

/** Names in the folder that holds the prepared data sets. */
function prepared(cacheDirectory: string): string[] {
  return Array.from(Deno.readDirSync(join(cacheDirectory, "datasets")), ({ name }) => name);
}

Deno.test("a prepared data set opens with the content and facts of its source", () =>
  inTemporaryFolder(async (cache) => {
    const info = await prepareSource(smallSource(), recordingLocation(cache));
    const opened = await openPrepared(SMALL_FACTS, cache);
    assertEquals(opened.info, info);
    assertEquals({ ...info, sha256: "" }, {
      ...SMALL_FACTS,
      trainExamples: 4,
      testExamples: 2,
      sha256: "",
      verified: true,
    });
    assertEquals(opened.train.images, patternBytes(48));
    assertEquals([...opened.train.labels], [0, 1, 2, 1]);
    const test = await opened.readTest();
    assertEquals(test.images, patternBytes(24, 11, 5));
    assertEquals([...test.labels], [2, 0]);
    assertEquals(test.examples, 2);
  }));

Deno.test("the SHA-256 of a data set covers train images, train labels, test images, test labels", () =>
  inTemporaryFolder(async (cache) => {
    const info = await prepareSource(smallSource(), recordingLocation(cache));
    const content = createHash("sha256").update(patternBytes(48)).update(Uint8Array.of(0, 1, 2, 1))
      .update(patternBytes(24, 11, 5)).update(Uint8Array.of(2, 0));
    assertEquals(info.sha256, content.digest("hex"));
  }));

Deno.test("one flipped label changes the SHA-256", () =>
  inTemporaryFolder(async (folder) => {
    const original = await prepareSource(smallSource(), recordingLocation(join(folder, "a")));
    const flipped = await prepareSource(
      smallSource({ trainLabels: [0, 1, 2, 0] }),
      recordingLocation(join(folder, "b")),
    );
    assertNotEquals(flipped.sha256, original.sha256);
  }));

Deno.test("a second preparation neither loads nor writes", () =>
  inTemporaryFolder(async (cache) => {
    const source = smallSource();
    const location = recordingLocation(cache);
    const first = await prepareSource(source, location);
    const folder = cacheFolder("small", cache);
    const before = (await Deno.stat(join(folder, "dataset.json"))).mtime;
    assertEquals(await prepareSource(source, location), first);
    assertEquals(source.loads(), 1);
    assertEquals((await Deno.stat(join(folder, "dataset.json"))).mtime, before);
    assertEquals(prepared(cache), ["small-v1"]);
    assertEquals(location.lines, [
      `small: 4 + 2 examples prepared in ${folder}, equal to the published checksums`,
    ]);
  }));

Deno.test("a changed fact in the code takes effect on data prepared before", () =>
  inTemporaryFolder(async (cache) => {
    await prepareSource(smallSource(), recordingLocation(cache));
    const facts = { ...SMALL_FACTS, mean: [0.1, 0.2] };
    assertEquals((await openPrepared(facts, cache)).info.mean, [0.1, 0.2]);
  }));

Deno.test("unverified data are announced when prepared and when a folder is not read again", () =>
  inTemporaryFolder(async (cache) => {
    const location = recordingLocation(cache, "/users/folder");
    const info = await prepareSource(smallSource({ verified: false }), location);
    assertEquals(info.verified, false);
    await prepareSource(smallSource({ verified: false }), location);
    assertEquals(location.lines.length, 2);
    assert(location.lines[0]!.includes("not verified by checksums"));
    assert(location.lines[1]!.includes("delete that folder to read /users/folder again"));
  }));

Deno.test("preparations at the same time agree and leave one folder", () =>
  inTemporaryFolder(async (cache) => {
    const infos = await Promise.all(
      Array.from({ length: 5 }, () => prepareSource(smallSource(), recordingLocation(cache))),
    );
    assertEquals(new Set(infos.map(({ sha256 }) => sha256)).size, 1);
    assertEquals(prepared(cache), ["small-v1"]);
    assertEquals((await openPrepared(SMALL_FACTS, cache)).train.examples, 4);
  }));

Deno.test("a preparation gives way to an equal one that finished while it was loading", () =>
  inTemporaryFolder(async (cache) => {
    const faster = smallSource();
    const slower = smallSource({
      load: async () => void await prepareSource(faster, recordingLocation(cache)),
    });
    const info = await prepareSource(slower, recordingLocation(cache));
    assertEquals([faster.loads(), slower.loads()], [1, 1]);
    assertEquals(info, (await openPrepared(SMALL_FACTS, cache)).info);
    assertEquals(prepared(cache), ["small-v1"]);
  }));

Deno.test("a preparation refuses to pass another one's different content off as its own", () =>
  inTemporaryFolder(async (cache) => {
    const other = smallSource({ trainLabels: [2, 2, 2, 2] });
    const source = smallSource({
      load: async () => void await prepareSource(other, recordingLocation(cache)),
    });
    await assertCorruptRejects(
      () => prepareSource(source, recordingLocation(cache)),
      "another process has just prepared different small data",
      cacheFolder("small", cache),
    );
    assertEquals(prepared(cache), ["small-v1"]);
  }));

Deno.test("a failing source leaves nothing behind", () =>
  inTemporaryFolder(async (cache) => {
    const source = smallSource({ load: () => Promise.reject(new Error("cannot load")) });
    await assertRejects(
      () => prepareSource(source, recordingLocation(cache)),
      Error,
      "cannot load",
    );
    assertEquals(prepared(cache), []);
  }));

Deno.test("content that contradicts the facts of its source is not prepared", () =>
  inTemporaryFolder(async (cache) => {
    for (const trainLabels of [[0, 1, 2, 3], [0, 1, 2]]) {
      await assertRejects(
        () => prepareSource(smallSource({ trainLabels }), recordingLocation(cache)),
        RangeError,
        "contradicts its facts",
      );
    }
    assertEquals(prepared(cache), []);
  }));

Deno.test("a cache folder that cannot be made is one line, before anything is loaded", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "");
    const source = smallSource();
    await assertUsageRejects(
      () => prepareSource(source, recordingLocation(join(file, "cache"))),
      "cannot write to the cache folder",
      "CTM_BENCH_CACHE",
    );
    assertEquals(source.loads(), 0);
  }));

Deno.test("a flipped bit in prepared data is found before anything is done with them", () =>
  inTemporaryFolder(async (cache) => {
    await prepareSource(smallSource(), recordingLocation(cache));
    const folder = cacheFolder("small", cache);
    for (const name of ["train-images.bin", "test-labels.bin"]) {
      const path = join(folder, name);
      const bytes = await Deno.readFile(path);
      bytes[1]! ^= 1;
      await Deno.writeFile(path, bytes);
      await assertCorruptRejects(
        () => prepareSource(smallSource(), recordingLocation(cache)),
        name,
      );
      bytes[1]! ^= 1;
      await Deno.writeFile(path, bytes);
    }
    await prepareSource(smallSource(), recordingLocation(cache));
  }));
