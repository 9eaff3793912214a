import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  IDX_FILES,
  type IdxDataset,
  loadIdxDataset,
  type PerIdxFile,
} from "../../../datasets/idx_dataset.ts";
import {
  assertUsageRejects,
  gzip,
  idxBytes,
  inTemporaryFolder,
  patternBytes,
  recordingLocation,
  SMALL_FACTS,
} from "./small_data.ts";

const FILES: PerIdxFile<Uint8Array> = {
  trainImages: idxBytes([3, 2, 3], patternBytes(18)),
  trainLabels: idxBytes([3], Uint8Array.of(2, 0, 1)),
  testImages: idxBytes([1, 2, 3], patternBytes(6, 5)),
  testLabels: idxBytes([1], Uint8Array.of(1)),
};
const PARTS = Object.keys(IDX_FILES) as (keyof typeof IDX_FILES)[];

function smallIdx(ownFolder: string): IdxDataset {
  const md5 = (part: keyof typeof IDX_FILES) => createHash("md5").update(FILES[part]).digest("hex");
  return {
    facts: { ...SMALL_FACTS, channels: 1 },
    md5: Object.fromEntries(PARTS.map((part) => [part, md5(part)])) as PerIdxFile<string>,
    ownFolder,
    remedy: "install the package",
  };
}

async function writeFiles(folder: string, packed: boolean): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const part of PARTS) {
    const name = join(folder, IDX_FILES[part] + (packed ? ".gz" : ""));
    await Deno.writeFile(name, packed ? gzip(FILES[part]) : FILES[part]);
  }
}

Deno.test("loadIdxDataset() reads its own folder, a user's folder and its sub-folder, plain or gzipped", () =>
  inTemporaryFolder(async (folder) => {
    await writeFiles(join(folder, "own"), true);
    await writeFiles(join(folder, "user"), false);
    await writeFiles(join(folder, "all", "small"), true);
    const dataset = smallIdx(join(folder, "own"));
    for (const place of [null, join(folder, "user"), join(folder, "all")]) {
      const loaded = await loadIdxDataset(dataset, recordingLocation(folder, place));
      assertEquals(loaded.verified, true);
      assertEquals([...loaded.train.images], [...patternBytes(18)]);
      assertEquals([...loaded.train.labels], [2, 0, 1]);
      assertEquals([...loaded.test.images], [...patternBytes(6, 5)]);
      assertEquals([...loaded.test.labels], [1]);
    }
  }));

Deno.test("loadIdxDataset() tells what to do about a missing file and never takes another folder", () =>
  inTemporaryFolder(async (folder) => {
    await writeFiles(join(folder, "own"), false);
    await assertUsageRejects(
      () => loadIdxDataset(smallIdx(join(folder, "absent")), recordingLocation(folder)),
      `small: ${IDX_FILES.trainImages}(.gz) is not in ${join(folder, "absent")}`,
      "install the package",
    );
    await assertUsageRejects(
      () =>
        loadIdxDataset(smallIdx(join(folder, "own")), recordingLocation(folder, "/nowhere/at-all")),
      `small: ${IDX_FILES.trainImages}(.gz) is not in /nowhere/at-all or its sub-folder small`,
      IDX_FILES.testLabels,
    );
  }));

Deno.test("loadIdxDataset() refuses a file with one changed byte, whichever it is", () =>
  inTemporaryFolder(async (folder) => {
    for (const part of PARTS) {
      await writeFiles(folder, false);
      const changed = FILES[part].slice();
      changed[changed.length - 1]! ^= 1;
      await Deno.writeFile(join(folder, IDX_FILES[part]), changed);
      await assertUsageRejects(
        () => loadIdxDataset(smallIdx(folder), recordingLocation(folder)),
        join(folder, IDX_FILES[part]),
        createHash("md5").update(changed).digest("hex"),
        createHash("md5").update(FILES[part]).digest("hex"),
      );
    }
  }));
