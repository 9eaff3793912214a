import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { cifar100, loadCifar100 } from "../../../datasets/cifar100.ts";
import { assertUsageRejects, inTemporaryFolder, recordingLocation } from "./small_data.ts";

const RECORD = 3074;
const ONE_EACH = { train: 1, test: 1 };

/** One image of each fine class, whose pixels all equal the class; five fine classes per coarse one. */
function oneOfEach(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(100 * RECORD);
  for (let fine = 0; fine < 100; fine++) {
    bytes.fill(fine, fine * RECORD, (fine + 1) * RECORD);
    bytes[fine * RECORD] = fine % 20;
  }
  return bytes;
}

async function writeBoth(folder: string, train: Uint8Array): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(join(folder, "train.bin"), train);
  await Deno.writeFile(join(folder, "test.bin"), oneOfEach());
}

Deno.test("cifar100 reads fine labels and says that they are not verified", () =>
  inTemporaryFolder(async (folder) => {
    await writeBoth(join(folder, "cifar-100-binary"), oneOfEach());
    const location = recordingLocation(folder, folder);
    const { train, test, verified } = await loadCifar100(location, ONE_EACH);
    assertEquals(verified, false);
    assertEquals([...train.labels], Array.from({ length: 100 }, (_, fine) => fine));
    assertEquals(train.images[42 * 3072], 42);
    assertEquals(test.examples, 100);
    assertEquals(location.lines.length, 1);
    assertStringIncludes(location.lines[0]!, "no checksums are published");
    // The mean of 0..99, over 255.
    assertStringIncludes(location.lines[0]!, "0.194 0.194 0.194 (of the original: 0.507");
  }));

Deno.test("cifar100 has a hundred class names in alphabetical order", () => {
  const { classNames, classes } = cifar100.info;
  assertEquals(classNames.length, classes);
  assertEquals([...classNames].sort(), classNames);
  assertEquals(new Set(classNames).size, 100);
  // The class names at four labels of the published list.
  assertEquals([0, 1, 47, 99].map((label) => classNames[label]), [
    "apple",
    "aquarium fish",
    "maple tree",
    "worm",
  ]);
});

Deno.test("cifar100 asks for a folder and names the files that it needs", () =>
  inTemporaryFolder(async (folder) => {
    await assertUsageRejects(
      () => cifar100.load(recordingLocation(folder)),
      "cifar100: no folder given",
      "train.bin, test.bin",
      "--data-dir",
    );
    await assertUsageRejects(
      () => cifar100.load(recordingLocation(folder, folder)),
      `cifar100: train.bin is not in ${folder}`,
    );
  }));

Deno.test("cifar100 refuses files with another structure", () =>
  inTemporaryFolder(async (folder) => {
    const load = () => loadCifar100(recordingLocation(folder, folder), ONE_EACH);
    const changed = (change: (bytes: Uint8Array) => void) => {
      const bytes = oneOfEach();
      change(bytes);
      return bytes;
    };
    const cases: [Uint8Array, string][] = [
      [oneOfEach().subarray(1), "is not a CIFAR binary file"],
      [changed((bytes) => bytes[0] = 20), "record 0 has the labels 20 and 0"],
      [changed((bytes) => bytes[3 * RECORD + 1] = 100), "record 3 has the labels 3 and 100"],
      [changed((bytes) => bytes[20 * RECORD + 1] = 0), "class 0 has 2 images, expected 1"],
      [changed((bytes) => bytes[1 * RECORD + 1] = 0), "fine class 0 occurs with two coarse"],
      [changed((bytes) => bytes[0] = 1), "coarse class 0 has 4 fine ones, not 5"],
    ];
    for (const [train, message] of cases) {
      await writeBoth(folder, train);
      await assertUsageRejects(load, join(folder, "train.bin"), message);
    }
    await writeBoth(folder, oneOfEach());
    await assertUsageRejects(
      () => cifar100.load(recordingLocation(folder, folder)),
      "class 0 has 1 images, expected 500",
    );
  }));
