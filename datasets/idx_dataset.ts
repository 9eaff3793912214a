import { usageError } from "../src/spec/errors.ts";
import type { DatasetFacts, DatasetLocation, LoadedDataset } from "./dataset.ts";
import { idxSplit } from "./idx.ts";
import {
  candidateFolders,
  type OriginalFile,
  readOriginalFile,
  requireMd5,
} from "./original_file.ts";

/** The upstream names of the four files, without `.gz`. */
export const IDX_FILES = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
} as const;

/** A value for each of {@link IDX_FILES}. */
export type PerIdxFile<T> = { readonly [part in keyof typeof IDX_FILES]: T };

/** How a data set in MNIST's format is found and checked. */
export interface IdxDataset {
  readonly facts: DatasetFacts;
  /** Published MD5 of each file's uncompressed content. */
  readonly md5: PerIdxFile<string>;
  /** The folder used without `--data-dir`. */
  readonly ownFolder: string;
  /** What to do if the files are not in `ownFolder`. */
  readonly remedy: string;
}

/**
 * Reads and verifies the four files, from the user's folder (or its sub-folder named after the data
 * set) if one is given, else from the data set's own folder. Never from the other one silently.
 *
 * @throws {BenchError} With exit code 2 if a file is missing, malformed or not the published one.
 */
export async function loadIdxDataset(
  dataset: IdxDataset,
  location: DatasetLocation,
): Promise<LoadedDataset> {
  const { facts, md5 } = dataset;
  const folders = location.dataDirectory === null
    ? [dataset.ownFolder]
    : candidateFolders(location.dataDirectory, [facts.name]);
  const read = async (part: keyof typeof IDX_FILES): Promise<OriginalFile> => {
    const file = await readOriginalFile(folders, IDX_FILES[part]);
    if (file === null) throw missingFile(dataset, location, IDX_FILES[part]);
    requireMd5(file, md5[part]);
    return file;
  };
  const train = { images: await read("trainImages"), labels: await read("trainLabels") };
  const test = { images: await read("testImages"), labels: await read("testLabels") };
  return { train: idxSplit(train, facts), test: idxSplit(test, facts), verified: true };
}

function missingFile(dataset: IdxDataset, location: DatasetLocation, file: string) {
  const { name } = dataset.facts;
  return location.dataDirectory === null
    ? usageError(`${name}: ${file}(.gz) is not in ${dataset.ownFolder}; ${dataset.remedy}`)
    : usageError(
      `${name}: ${file}(.gz) is not in ${location.dataDirectory} or its sub-folder ${name}; expected the four original files there: ${
        Object.values(IDX_FILES).join(", ")
      }`,
    );
}
