import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { channelStatistics } from "../../../datasets/channel_statistics.ts";
import { classCounts } from "../../../datasets/class_counts.ts";
import { openDataset, prepareDataset } from "../../../datasets/mod.ts";
import { assertUsageRejects, inTemporaryFolder, recordingLocation } from "./small_data.ts";

Deno.test("MNIST is the published one: counts, classes, pixel statistics, first example", () =>
  inTemporaryFolder(async (cache) => {
    const info = await prepareDataset("mnist", recordingLocation(cache));
    assertEquals([info.trainExamples, info.testExamples, info.verified], [60000, 10000, true]);
    // Over the content of the four files whose MD5 are published.
    assertEquals(
      info.sha256,
      "06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16",
    );

    const { train, readTest } = await openDataset("mnist", cache);
    const test = await readTest();
    assertEquals([...classCounts(train.labels, 10)].slice(0, 2), [5923, 6742]);
    assertEquals([...classCounts(test.labels, 10)].slice(0, 2), [980, 1135]);
    assertEquals([train.labels[0], test.labels[0]], [5, 7]);

    const { mean, standardDeviation } = channelStatistics(train, 1);
    assertAlmostEquals(mean[0]!, info.mean[0]!, 5e-5);
    assertAlmostEquals(standardDeviation[0]!, info.standardDeviation[0]!, 5e-5);

    // The digits keep a blank border: 4 rows above and below them.
    const first = train.images.subarray(0, 28 * 28);
    assert(first.subarray(0, 4 * 28).every((pixel) => pixel === 0));
    assert(first.subarray(5 * 28, 6 * 28).some((pixel) => pixel > 0));
  }));

Deno.test("MNIST with a folder that lacks the files says so and takes no other source", () =>
  inTemporaryFolder(async (folder) => {
    await assertUsageRejects(
      () => prepareDataset("mnist", recordingLocation(folder, folder)),
      `mnist: train-images-idx3-ubyte(.gz) is not in ${folder} or its sub-folder mnist`,
    );
  }));
