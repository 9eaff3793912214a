import { usageError } from "../src/spec/errors.ts";
import { cifar10 } from "./cifar10.ts";
import { cifar100 } from "./cifar100.ts";
import type { DatasetInfo, DatasetLocation, DatasetSource, OpenDataset } from "./dataset.ts";
import { fashionMnist } from "./fashion_mnist.ts";
import { mnist } from "./mnist.ts";
import { openPrepared } from "./open.ts";
import { prepareSource } from "./prepare.ts";

export type * from "./dataset.ts";
export { type CacheSystem, defaultCacheDirectory } from "./default_cache_directory.ts";
export { normaliseBatch, type PixelFacts } from "./normalise_batch.ts";
export { splitValidation, type ValidationSplit } from "./split_validation.ts";

/** Every data set. A new one is a file of this folder and a line here. */
export const DATASETS: readonly DatasetSource[] = [
  mnist,
  fashionMnist,
  cifar10,
  cifar100,
];

/**
 * Obtains, verifies and caches a data set. Cheap if the cache has it already; safe in two processes
 * at once.
 *
 * @throws {BenchError} With exit code 2 for an unknown name or missing or wrong original files, 1
 * for a corrupt cache.
 */
export async function prepareDataset(
  name: string,
  location: DatasetLocation,
): Promise<DatasetInfo> {
  return await prepareSource(findDataset(name), location);
}

/**
 * Opens a data set that {@link prepareDataset} has put into the cache.
 *
 * @throws {BenchError} With exit code 2 for an unknown name or a data set that is not prepared, 1
 * for a corrupt cache.
 */
export async function openDataset(name: string, cacheDirectory: string): Promise<OpenDataset> {
  return await openPrepared(findDataset(name).info, cacheDirectory);
}

function findDataset(name: string): DatasetSource {
  const source = DATASETS.find((candidate) => candidate.name === name);
  if (source === undefined) {
    const names = DATASETS.map((candidate) => candidate.name).join(", ");
    throw usageError(`unknown data set "${name}"; expected one of ${names}`);
  }
  return source;
}
