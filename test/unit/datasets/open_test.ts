import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { cacheFolder } from "../../../datasets/cache.ts";
import { openPrepared } from "../../../datasets/open.ts";
import { prepareSource } from "../../../datasets/prepare.ts";
import {
  assertCorruptRejects,
  assertUsageRejects,
  inTemporaryFolder,
  recordingLocation,
  SMALL_FACTS,
  smallSource,
} from "./small_data.ts";

/** Prepares the small data set, damages one file of it and opens it. */
function withDamage(
  name: string,
  damage: (path: string) => void,
  test: (cache: string, folder: string) => Promise<void>,
): Promise<void> {
  return inTemporaryFolder(async (cache) => {
    await prepareSource(smallSource(), recordingLocation(cache));
    const folder = cacheFolder("small", cache);
    damage(join(folder, name));
    await test(cache, folder);
  });
}

function flipLastByte(path: string): void {
  const bytes = Deno.readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  Deno.writeFileSync(path, bytes);
}

Deno.test("the test split can be read once", () =>
  inTemporaryFolder(async (cache) => {
    await prepareSource(smallSource(), recordingLocation(cache));
    const opened = await openPrepared(SMALL_FACTS, cache);
    // Both at once: the second is refused although the first has not finished.
    const [first, second] = await Promise.allSettled([opened.readTest(), opened.readTest()]);
    assertEquals([first.status, second.status], ["fulfilled", "rejected"]);
    await assertRejects(() => opened.readTest(), Error, "was read before");
  }));

Deno.test("a data set that is not prepared is one line with the place and the remedy", () =>
  inTemporaryFolder(async (cache) => {
    await assertUsageRejects(
      () => openPrepared(SMALL_FACTS, cache),
      "data set small is not prepared",
      cacheFolder("small", cache),
      "deno task bench",
    );
  }));

for (const name of ["train-images.bin", "train-labels.bin"]) {
  Deno.test(`a changed byte in ${name} is found when opening`, () =>
    withDamage(name, flipLastByte, async (cache, folder) => {
      await assertCorruptRejects(
        () => openPrepared(SMALL_FACTS, cache),
        `the prepared data in ${folder} are corrupt (${name} has changed`,
        "delete that folder and run again",
      );
    }));
}

for (const name of ["test-images.bin", "test-labels.bin"]) {
  Deno.test(`a changed byte in ${name} is found when the test split is read`, () =>
    withDamage(name, flipLastByte, async (cache) => {
      const opened = await openPrepared(SMALL_FACTS, cache);
      await assertCorruptRejects(() => opened.readTest(), `${name} has changed`);
    }));
}

for (
  const name of ["train-images.bin", "train-labels.bin", "test-images.bin", "test-labels.bin"]
) {
  Deno.test(`another size or absence of ${name} is found when opening and when preparing`, async () => {
    const message = (content: string) => async (cache: string) => {
      await assertCorruptRejects(() => openPrepared(SMALL_FACTS, cache), `(${name} ${content}`);
      await assertCorruptRejects(
        () => prepareSource(smallSource(), recordingLocation(cache)),
        `(${name} ${content}`,
      );
    };
    await withDamage(name, (path) => Deno.truncateSync(path, 1), message("has 1 bytes"));
    await withDamage(name, (path) => Deno.removeSync(path), message("is missing"));
  });
}

Deno.test("a manifest that is absent, unreadable, incomplete or another set's is found", async () => {
  const rewrite = (change: (manifest: Record<string, unknown>) => void) => (path: string) => {
    const manifest = JSON.parse(Deno.readTextFileSync(path));
    change(manifest);
    Deno.writeTextFileSync(path, JSON.stringify(manifest));
  };
  const damages: ((path: string) => void)[] = [
    (path) => Deno.removeSync(path),
    (path) => Deno.writeTextFileSync(path, "{"),
    rewrite((manifest) => delete manifest.sha256),
    rewrite((manifest) => manifest.trainExamples = 0),
    rewrite((manifest) => manifest.name = "other"),
  ];
  for (const damage of damages) {
    await withDamage("dataset.json", damage, async (cache, folder) => {
      await assertCorruptRejects(() => openPrepared(SMALL_FACTS, cache), folder, "dataset.json");
    });
  }
});
