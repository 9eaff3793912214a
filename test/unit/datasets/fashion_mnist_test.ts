import { assertAlmostEquals, assertEquals } from "@std/assert";
import { channelStatistics } from "../../../datasets/channel_statistics.ts";
import { classCounts } from "../../../datasets/class_counts.ts";
import { FASHION_MNIST_FOLDER } from "../../../datasets/fashion_mnist.ts";
import { openDataset, prepareDataset } from "../../../datasets/mod.ts";
import { assertUsageRejects, inTemporaryFolder, recordingLocation } from "./small_data.ts";

const installed = isFolder(FASHION_MNIST_FOLDER);
if (!installed) {
  console.warn(
    `NOTICE: Fashion-MNIST itself is not tested: ${FASHION_MNIST_FOLDER} does not exist (apt-get install dataset-fashion-mnist)`,
  );
}

Deno.test({
  name: `Fashion-MNIST is the published one${
    installed ? "" : " (ignored: dataset-fashion-mnist is not installed)"
  }`,
  ignore: !installed,
  fn: () =>
    inTemporaryFolder(async (cache) => {
      const info = await prepareDataset("fashion-mnist", recordingLocation(cache));
      assertEquals([info.trainExamples, info.testExamples, info.verified], [60000, 10000, true]);
      const { train, readTest } = await openDataset("fashion-mnist", cache);
      const test = await readTest();
      assertEquals([...classCounts(train.labels, 10)], Array(10).fill(6000));
      assertEquals([...classCounts(test.labels, 10)], Array(10).fill(1000));
      // An ankle boot.
      assertEquals(train.labels[0], 9);
      const { mean, standardDeviation } = channelStatistics(train, 1);
      assertAlmostEquals(mean[0]!, info.mean[0]!, 5e-5);
      assertAlmostEquals(standardDeviation[0]!, info.standardDeviation[0]!, 5e-5);
    }),
});

Deno.test({
  name: "Fashion-MNIST that is not installed is one line with both remedies",
  ignore: installed,
  fn: () =>
    inTemporaryFolder(async (cache) => {
      await assertUsageRejects(
        () => prepareDataset("fashion-mnist", recordingLocation(cache)),
        `fashion-mnist: train-images-idx3-ubyte(.gz) is not in ${FASHION_MNIST_FOLDER}`,
        "apt-get install dataset-fashion-mnist",
        "--data-dir",
      );
    }),
});

Deno.test("Fashion-MNIST with a folder that lacks the files says so", () =>
  inTemporaryFolder(async (folder) => {
    await assertUsageRejects(
      () => prepareDataset("fashion-mnist", recordingLocation(folder, folder)),
      `fashion-mnist: train-images-idx3-ubyte(.gz) is not in ${folder}`,
    );
  }));

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
