import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { BenchError, EXIT } from "../src/spec/errors.ts";
import { sha256 } from "../src/spec/identity.ts";
import type { DatasetFacts, DatasetInfo, LoadedDataset, Split } from "./dataset.ts";

/** A new layout gets a new folder, so that an old cache is never misread. */
const LAYOUT = "v1";

const MANIFEST = "dataset.json";

/** The two parts of a data set. */
export type Part = "train" | "test";

/** Raw files of a cache folder: one byte per pixel (channels last) or label, no header. */
const FILES = {
  train: { images: "train-images.bin", labels: "train-labels.bin" },
  test: { images: "test-images.bin", labels: "test-labels.bin" },
} as const;

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const manifestSchema = z.strictObject({
  name: z.string(),
  trainExamples: z.int().positive(),
  testExamples: z.int().positive(),
  /** Over the canonical content, see {@link DatasetInfo}. */
  sha256: digest,
  verified: z.boolean(),
  /** SHA-256 of each file by its name. */
  files: z.record(z.string(), digest),
});

/** A cache folder's record of its content. What the code states about the data is not repeated in it. */
type Manifest = z.infer<typeof manifestSchema>;

/** A prepared data set that was found in the cache. */
export interface CachedDataset {
  readonly folder: string;
  readonly info: DatasetInfo;
  /** SHA-256 of each file by its name. */
  readonly files: { readonly [name: string]: string };
}

/** The folder of one prepared data set. */
export function cacheFolder(name: string, cacheDirectory: string): string {
  return join(cacheDirectory, "datasets", `${name}-${LAYOUT}`);
}

/**
 * Writes a data set into a folder that exists and is empty.
 *
 * @returns What it recorded about the data.
 */
export async function writeCache(
  folder: string,
  facts: DatasetFacts,
  loaded: LoadedDataset,
): Promise<DatasetInfo> {
  const content = createHash("sha256");
  const files: Record<string, string> = {};
  for (const part of ["train", "test"] as const) {
    const { images, labels } = loaded[part];
    for (const [kind, bytes] of [["images", images], ["labels", byteLabels(labels)]] as const) {
      content.update(bytes);
      files[FILES[part][kind]] = sha256(bytes);
      await Deno.writeFile(join(folder, FILES[part][kind]), bytes);
    }
  }
  const manifest: Manifest = {
    name: facts.name,
    trainExamples: loaded.train.examples,
    testExamples: loaded.test.examples,
    sha256: content.digest("hex"),
    verified: loaded.verified,
    files,
  };
  await Deno.writeTextFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return describe(facts, manifest);
}

/**
 * Looks a data set up in the cache and compares the sizes of its files with its manifest.
 *
 * @returns `null` if it has no folder.
 * @throws {BenchError} With exit code 1 if the folder is incomplete or contradicts itself.
 */
export async function findCached(
  facts: DatasetFacts,
  cacheDirectory: string,
): Promise<CachedDataset | null> {
  const folder = cacheFolder(facts.name, cacheDirectory);
  if (!await exists(folder)) return null;
  const manifest = manifestSchema.safeParse(await readJson(folder));
  if (!manifest.success || manifest.data.name !== facts.name) {
    throw corruptCache(folder, `${MANIFEST} is not a record of ${facts.name}`);
  }
  const info = describe(facts, manifest.data);
  for (const part of ["train", "test"] as const) {
    const { images, labels } = partSizes(info, part);
    await requireSize(folder, FILES[part].images, images);
    await requireSize(folder, FILES[part].labels, labels);
  }
  return { folder, info, files: manifest.data.files };
}

/**
 * Reads one part and compares its files with their recorded SHA-256.
 *
 * @throws {BenchError} With exit code 1 if they differ.
 */
export async function readPart(cached: CachedDataset, part: Part): Promise<Split> {
  const sizes = partSizes(cached.info, part);
  const read = async (kind: "images" | "labels"): Promise<Uint8Array> => {
    const name = FILES[part][kind];
    const bytes = await readExactly(join(cached.folder, name), sizes[kind]);
    if (bytes === null || sha256(bytes) !== cached.files[name]) {
      throw corruptCache(cached.folder, `${name} has changed since it was written`);
    }
    return bytes;
  };
  return {
    images: await read("images"),
    labels: Uint16Array.from(await read("labels")),
    examples: sizes.labels,
  };
}

/**
 * Reads all files once and compares them with their recorded SHA-256.
 *
 * @throws {BenchError} With exit code 1 if one differs.
 */
export async function requireUnchanged(cached: CachedDataset): Promise<void> {
  await readPart(cached, "train");
  await readPart(cached, "test");
}

function describe(facts: DatasetFacts, manifest: Manifest): DatasetInfo {
  const { trainExamples, testExamples, sha256, verified } = manifest;
  return { ...facts, trainExamples, testExamples, sha256, verified };
}

function partSizes(info: DatasetInfo, part: Part): { images: number; labels: number } {
  const examples = part === "train" ? info.trainExamples : info.testExamples;
  return { images: examples * info.height * info.width * info.channels, labels: examples };
}

function byteLabels(labels: Uint16Array): Uint8Array {
  if (labels.some((label) => label > 255)) {
    throw new RangeError("Cannot cache labels above 255: the layout has one byte per label");
  }
  return Uint8Array.from(labels);
}

function corruptCache(folder: string, what: string): BenchError {
  return new BenchError(
    `the prepared data in ${folder} are corrupt (${what}); delete that folder and run again`,
    EXIT.internal,
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}

async function readJson(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(join(folder, MANIFEST)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) {
      throw corruptCache(folder, `no readable ${MANIFEST}`);
    }
    throw error;
  }
}

async function requireSize(folder: string, name: string, expected: number): Promise<void> {
  let found: number | null;
  try {
    found = (await Deno.stat(join(folder, name))).size;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    found = null;
  }
  if (found !== expected) {
    throw corruptCache(
      folder,
      found === null ? `${name} is missing` : `${name} has ${found} bytes, expected ${expected}`,
    );
  }
}

/** Several times faster than `Deno.readFile` for large files, which grows its buffer as it reads. */
async function readExactly(path: string, size: number): Promise<Uint8Array | null> {
  const bytes = new Uint8Array(size);
  using file = await Deno.open(path);
  let done = 0;
  while (done < size) {
    const count = file.readSync(bytes.subarray(done));
    if (count === null) return null;
    done += count;
  }
  return bytes;
}
