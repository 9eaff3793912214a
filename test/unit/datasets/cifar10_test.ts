import { assertEquals } from "@std/assert";
import { encode } from "fast-png";
import { createTar } from "nanotar";
import { join } from "node:path";
import { cifar10 } from "../../../datasets/cifar10.ts";
import { rebuildCifar10 } from "../../../datasets/cifar10_package.ts";
import { parseCifarBinary } from "../../../datasets/cifar_binary.ts";
import {
  assertUsageRejects,
  assertUsageThrows,
  fileOf,
  gzip,
  inTemporaryFolder,
  patternBytes,
  recordingLocation,
} from "./small_data.ts";

const BATCHES = [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}`);

/** A package like the real one, with two images per batch; `change` replaces or removes files. */
function smallPackage(change: Record<string, Uint8Array | string | undefined> = {}): Uint8Array {
  const files: Record<string, Uint8Array | string | undefined> = {
    "package.json": "{}",
    "train_lables.json": JSON.stringify([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    "test_lables.json": "[9,8]",
  };
  [...BATCHES, "test_batch"].forEach((batch, index) => {
    files[`${batch}.png`] = picture(1024, pixelsOf(index));
  });
  const entries = Object.entries({ ...files, ...change }).flatMap(([name, data]) =>
    data === undefined ? [] : [{ name: `package/${name}`, data }]
  );
  return gzip(createTar(entries));
}

function picture(width: number, data: Uint8Array): Uint8Array {
  return encode({ width, height: data.length / 3 / width, data, channels: 3, depth: 8 });
}

function pixelsOf(batch: number): Uint8Array {
  return patternBytes(2 * 3072, 7 + batch, batch);
}

Deno.test("rebuildCifar10() gives the six binary files with the labels in order", () => {
  const files = rebuildCifar10(smallPackage());
  assertEquals([...files.keys()], [...BATCHES, "test_batch"].map((batch) => `${batch}.bin`));
  [...files.values()].forEach((file, index) => {
    const { images, labels } = parseCifarBinary(file, 1);
    assertEquals(images, pixelsOf(index));
    assertEquals([...labels], index === 5 ? [9, 8] : [2 * index, 2 * index + 1]);
  });
});

Deno.test("rebuildCifar10() refuses a package with other content", () => {
  const cases: [Record<string, Uint8Array | string | undefined>, string][] = [
    [{ "data_batch_3.png": undefined }, "has no data_batch_3.png"],
    [{ "train_lables.json": "[0,1,2]" }, "1 labels for 2 images of data_batch_2"],
    [{ "train_lables.json": "[0,1,2,3,4,5,6,7,8,9,0]" }, "11 training labels for 10 images"],
    [{ "test_lables.json": "[9,10]" }, "not a list of labels 0 to 9"],
    [{ "test_lables.json": "[9]" }, "1 labels for 2 images of test_batch"],
    [
      { "test_batch.png": picture(512, pixelsOf(0)) },
      "a test_batch.png with 512 pixels a row and 3 channels of 8 bits",
    ],
  ];
  for (const [change, message] of cases) {
    assertUsageThrows(() => rebuildCifar10(smallPackage(change)), message, "--data-dir");
  }
});

Deno.test("cifar10 with a folder that lacks the files says so and does not fetch", () =>
  inTemporaryFolder(async (folder) => {
    const location = recordingLocation(folder, folder);
    await assertUsageRejects(
      () => cifar10.load(location),
      `cifar10: data_batch_1.bin is not in ${folder}`,
      "cifar-10-batches-bin",
      "leave --data-dir out to fetch it",
    );
    assertEquals(location.lines, []);
  }));

Deno.test("cifar10 refuses a batch that is not the published one", () =>
  inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "cifar-10-batches-bin"));
    const batch = join(folder, "cifar-10-batches-bin", "data_batch_1.bin");
    await Deno.writeFile(batch, fileOf(new Uint8Array(3073)).bytes);
    await assertUsageRejects(
      () => cifar10.load(recordingLocation(folder, folder)),
      batch,
      "expected MD5 5dd7e06a14cb22eb9f671a540d1b7c25",
    );
  }));
