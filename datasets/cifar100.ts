import { usageError } from "../src/spec/errors.ts";
import { channelStatistics } from "./channel_statistics.ts";
import { CIFAR100_CLASS_NAMES } from "./cifar100_class_names.ts";
import { type CifarRecords, parseCifarBinary } from "./cifar_binary.ts";
import { classCounts } from "./class_counts.ts";
import type { DatasetFacts, DatasetLocation, DatasetSource, LoadedDataset } from "./dataset.ts";
import { candidateFolders, readOriginalFile } from "./original_file.ts";

const facts: DatasetFacts = {
  name: "cifar100",
  title: "CIFAR-100",
  classNames: CIFAR100_CLASS_NAMES,
  classes: 100,
  height: 32,
  width: 32,
  channels: 3,
  mean: [0.50707516, 0.48654887, 0.44091784],
  standardDeviation: [0.26733429, 0.25643846, 0.27615047],
  source:
    "A. Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images; binary version from --data-dir, fine labels",
  licence: "no formal licence; cite Krizhevsky 2009",
};

const SUBFOLDERS = ["cifar-100-binary", facts.name];

/** Coarse classes; each holds five of the hundred fine ones. */
const COARSE_CLASSES = 20;

/** Photographs of a hundred kinds of things, 50,000 and 10,000 colour images of 32 x 32. */
export const cifar100: DatasetSource = {
  name: facts.name,
  title: facts.title,
  description:
    "photographs, 32 x 32 RGB, 50000 + 10000, 100 fine classes; binary version from --data-dir only",
  info: facts,
  load: (location) => loadCifar100(location, { train: 500, test: 100 }),
};

/**
 * Reads `train.bin` and `test.bin`. No checksums of these files are known, so their structure is
 * checked instead, and the user is told so.
 *
 * @param perClass Images that each fine class must have.
 * @throws {BenchError} With exit code 2 for missing files or another structure.
 */
export async function loadCifar100(
  location: DatasetLocation,
  perClass: { readonly train: number; readonly test: number },
): Promise<LoadedDataset> {
  const train = await readPart("train.bin", location.dataDirectory, perClass.train);
  const test = await readPart("test.bin", location.dataDirectory, perClass.test);
  const digits = (values: readonly number[]) => values.map((value) => value.toFixed(3)).join(" ");
  location.log(
    `cifar100: no checksums are published for these files, so only sizes and labels were checked; mean of the training pixels ${
      digits(channelStatistics(train, facts.channels).mean)
    } (of the original: ${digits(facts.mean)})`,
  );
  return { train, test, verified: false };
}

async function readPart(
  name: string,
  folder: string | null,
  perClass: number,
): Promise<CifarRecords> {
  const file = folder === null
    ? null
    : await readOriginalFile(candidateFolders(folder, SUBFOLDERS), name);
  if (file === null) {
    throw usageError(
      folder === null
        ? "cifar100: no folder given; pass the folder of the binary version (train.bin, test.bin) with --data-dir"
        : `cifar100: ${name} is not in ${folder} or its sub-folders ${
          SUBFOLDERS.join(", ")
        }; expected the binary version (train.bin, test.bin)`,
    );
  }
  const records = parseCifarBinary(file, 2);
  requireStructure(records, { path: file.path, perClass });
  return records;
}

/** Checks label ranges, the nesting of fine in coarse classes and the number of images per class. */
function requireStructure(
  records: CifarRecords,
  expected: { readonly path: string; readonly perClass: number },
): void {
  const wrong = (what: string) =>
    usageError(`${expected.path} is not the CIFAR-100 file: ${what}; get the file again`);
  const coarseOf = new Map<number, number>();
  for (let example = 0; example < records.examples; example++) {
    const coarse = records.labelBytes[2 * example]!;
    const fine = records.labelBytes[2 * example + 1]!;
    if (coarse >= COARSE_CLASSES || fine >= facts.classes) {
      throw wrong(`record ${example} has the labels ${coarse} and ${fine}, expected below 20, 100`);
    }
    if ((coarseOf.get(fine) ?? coarse) !== coarse) {
      throw wrong(`fine class ${fine} occurs with two coarse classes`);
    }
    coarseOf.set(fine, coarse);
  }
  classCounts(records.labels, facts.classes).forEach((count, label) => {
    if (count !== expected.perClass) {
      throw wrong(`class ${label} has ${count} images, expected ${expected.perClass}`);
    }
  });
  classCounts(Uint16Array.from(coarseOf.values()), COARSE_CLASSES).forEach((count, coarse) => {
    const each = facts.classes / COARSE_CLASSES;
    if (count !== each) throw wrong(`coarse class ${coarse} has ${count} fine ones, not ${each}`);
  });
}
