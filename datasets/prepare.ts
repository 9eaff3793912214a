import { basename, dirname, join } from "node:path";
import { BenchError, EXIT, usageError } from "../src/spec/errors.ts";
import { cacheFolder, findCached, requireUnchanged, writeCache } from "./cache.ts";
import type {
  DatasetFacts,
  DatasetInfo,
  DatasetLocation,
  DatasetSource,
  LoadedDataset,
  Split,
} from "./dataset.ts";

/**
 * Obtains, verifies and caches a data set. What the cache has already is only compared with its
 * checksums, so that damaged data are found before hours of work. Two processes may do it at once: each writes a folder of its own and renames it, the
 * second finds the first one's result.
 *
 * @throws {BenchError} With exit code 2 for missing or wrong original files, 1 for a corrupt cache.
 */
export async function prepareSource(
  source: DatasetSource,
  location: DatasetLocation,
): Promise<DatasetInfo> {
  const { name } = source;
  const folder = cacheFolder(name, location.cacheDirectory);
  const prepared = await findCached(source.info, location.cacheDirectory);
  if (prepared !== null) {
    await requireUnchanged(prepared);
    if (!prepared.info.verified && location.dataDirectory !== null) {
      location.log(
        `${name}: using the copy in ${folder}, prepared earlier from unverified files; delete that folder to read ${location.dataDirectory} again`,
      );
    }
    return prepared.info;
  }
  // Made before anything is fetched, so that a folder that cannot be written to costs no download.
  const temporary = await makeTemporaryFolder(folder);
  try {
    const loaded = await source.load(location);
    requireFacts(source.info, loaded);
    const written = await writeCache(temporary, source.info, loaded);
    const info = await publish(temporary, written, location.cacheDirectory);
    location.log(
      `${name}: ${info.trainExamples} + ${info.testExamples} examples prepared in ${folder}, ${
        info.verified ? "equal to the published checksums" : "not verified by checksums"
      }`,
    );
    return info;
  } finally {
    await removeIfPresent(temporary);
  }
}

/** A folder beside `folder`, so that renaming never crosses file systems. */
async function makeTemporaryFolder(folder: string): Promise<string> {
  const temporary = join(dirname(folder), `.${basename(folder)}-${crypto.randomUUID()}`);
  try {
    await Deno.mkdir(temporary, { recursive: true });
  } catch (error) {
    throw usageError(
      `cannot write to the cache folder ${dirname(folder)}: ${
        error instanceof Error ? error.message : error
      }; set CTM_BENCH_CACHE to a folder that can be written to`,
    );
  }
  return temporary;
}

/** Renames a complete folder to its final name; gives way to an equal one that is there by then. */
async function publish(
  temporary: string,
  info: DatasetInfo,
  cacheDirectory: string,
): Promise<DatasetInfo> {
  const folder = cacheFolder(info.name, cacheDirectory);
  try {
    await Deno.rename(temporary, folder);
    return info;
  } catch (error) {
    const other = await findCached(info, cacheDirectory);
    if (other === null) throw error;
    if (other.info.sha256 !== info.sha256) {
      throw new BenchError(
        `another process has just prepared different ${info.name} data in ${folder}; delete that folder and run again with one --data-dir`,
        EXIT.internal,
      );
    }
    return other.info;
  }
}

/** A loader that contradicts its own facts is a defect of the loader. */
function requireFacts(facts: DatasetFacts, loaded: LoadedDataset): void {
  const size = facts.height * facts.width * facts.channels;
  const fits = ({ images, labels, examples }: Split) =>
    examples > 0 && labels.length === examples && images.length === examples * size &&
    labels.every((label) => label < facts.classes);
  const described = facts.classNames.length === facts.classes &&
    facts.mean.length === facts.channels && facts.standardDeviation.length === facts.channels;
  if (!fits(loaded.train) || !fits(loaded.test) || !described) {
    throw new RangeError(`Cannot prepare ${facts.name}: its content contradicts its facts`);
  }
}

async function removeIfPresent(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
