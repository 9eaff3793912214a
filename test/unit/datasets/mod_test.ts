import { assertEquals } from "@std/assert";
import { DATASETS, openDataset, prepareDataset } from "../../../datasets/mod.ts";
import { assertUsageRejects, inTemporaryFolder, recordingLocation } from "./small_data.ts";

Deno.test("every data set has a name of its own and complete, consistent facts", () => {
  assertEquals(DATASETS.map(({ name }) => name), ["mnist", "fashion-mnist", "cifar10", "cifar100"]);
  for (const { name, title, description, info } of DATASETS) {
    assertEquals([info.name, info.title], [name, title]);
    assertEquals(description.includes("\n"), false, name);
    assertEquals(info.classNames.length, info.classes, name);
    assertEquals(new Set(info.classNames).size, info.classes, name);
    assertEquals(info.mean.length, info.channels, name);
    assertEquals(info.standardDeviation.length, info.channels, name);
    assertEquals(info.source.length > 0 && info.licence.length > 0, true, name);
  }
});

Deno.test("an unknown data set is one line that lists the known ones", () =>
  inTemporaryFolder(async (folder) => {
    const known = "expected one of mnist, fashion-mnist, cifar10, cifar100";
    await assertUsageRejects(
      () => prepareDataset("mnst", recordingLocation(folder)),
      'unknown data set "mnst"',
      known,
    );
    await assertUsageRejects(() => openDataset("mnst", folder), 'unknown data set "mnst"', known);
  }));
