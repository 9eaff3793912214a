import { assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import { channelStatistics } from "../../datasets/channel_statistics.ts";
import { encodeCifarBinary } from "../../datasets/cifar_binary.ts";
import { classCounts } from "../../datasets/class_counts.ts";
import {
  defaultCacheDirectory,
  openDataset,
  prepareDataset,
  type Split,
} from "../../datasets/mod.ts";

// Fetches 139 MB the first time; kept in the ordinary cache, so that later runs need no network.
Deno.test("CIFAR-10 is the published one: checksums, counts, classes, pixel statistics", async () => {
  const cache = defaultCacheDirectory();
  const info = await prepareDataset("cifar10", {
    dataDirectory: null,
    cacheDirectory: cache,
    log: console.log,
  });
  assertEquals([info.trainExamples, info.testExamples, info.verified], [50000, 10000, true]);
  // Over the content of the six files whose MD5 are published.
  assertEquals(info.sha256, "80387ddb9a0edf3fc4a964ee3770296169bb26a651050df20035579673099660");

  const { train, readTest } = await openDataset("cifar10", cache);
  const test = await readTest();
  assertEquals([...classCounts(train.labels, 10)], Array(10).fill(5000));
  assertEquals([...classCounts(test.labels, 10)], Array(10).fill(1000));

  // The first training image is a frog, the first test image a cat.
  assertEquals([train.labels[0], test.labels[0]], [6, 3]);
  assertEquals([...train.images.subarray(0, 3)], [59, 62, 63]);

  const { mean, standardDeviation } = channelStatistics(train, 3);
  for (const channel of [0, 1, 2]) {
    assertAlmostEquals(mean[channel]!, info.mean[channel]!, 1e-6);
    assertAlmostEquals(standardDeviation[channel]!, info.standardDeviation[channel]!, 1e-6);
  }

  // The original files in a user's folder give the same data set as the package.
  const folder = await Deno.makeTempDir({ prefix: "ctm-bench-test-" });
  try {
    await writeBatches(join(folder, "cifar-10-batches-bin"), train, test);
    const fromFolder = await prepareDataset("cifar10", {
      dataDirectory: folder,
      cacheDirectory: join(folder, "cache"),
      log: console.log,
    });
    assertEquals(fromFolder, info);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Writes the six binary files of 10,000 images each. */
async function writeBatches(folder: string, train: Split, test: Split): Promise<void> {
  await Deno.mkdir(folder);
  const write = async (name: string, split: Split, first: number) => {
    const images = split.images.subarray(first * 3072, (first + 10000) * 3072);
    const labels = Uint8Array.from(split.labels.subarray(first, first + 10000));
    await Deno.writeFile(join(folder, name), encodeCifarBinary(images, labels));
  };
  for (const batch of [1, 2, 3, 4, 5]) {
    await write(`data_batch_${batch}.bin`, train, 10000 * (batch - 1));
  }
  await write("test_batch.bin", test, 0);
}
