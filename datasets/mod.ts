import { usageError } from "../src/spec/errors.ts";
import { cifar10 } from "./cifar10.ts";
import { cifar100 } from "./cifar100.ts";
import type { DatasetInfo, DatasetLocation, DatasetSource, OpenDataset } from "./dataset.ts";
import { type DataFacts, factsOfGenerator, factsOfImages } from "./facts.ts";
import { fashionMnist } from "./fashion_mnist.ts";
import { findGenerator } from "./generators.ts";
import { mnist } from "./mnist.ts";
import { openPrepared, preparedInfo } from "./open.ts";
import { prepareSource } from "./prepare.ts";

export { type CheckedSplit, corruptExamples } from "./corrupt/corrupt_examples.ts";
export { eachCorruption } from "./corrupt/each_corruption.ts";
export type * from "./dataset.ts";
export { type DataFacts, factsOfGenerator, requirePlannedData } from "./facts.ts";
export type * from "./generator.ts";
export { findGenerator, GENERATORS } from "./generators.ts";
export {
  answerQuestions,
  drawCounts,
  drawQuestions,
  type QuestionCounts,
  type QuestionOptions,
  questionOptionsSchema,
} from "./questions.ts";
export { resizeBilinear } from "./resize_bilinear.ts";
export { type CacheSystem, defaultCacheDirectory } from "./default_cache_directory.ts";
export { nearestMeanAccuracy } from "./nearest_mean.ts";
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
 * Obtains, verifies and caches a data set of images. Cheap if the cache has it already; safe in two
 * processes at once.
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

/** A data set as a study names it, its options complete. */
export interface DatasetChoice {
  readonly name: string;
  readonly options: unknown;
}

/**
 * Makes data ready for a study: prepares a data set of images, or works out what a generator will
 * make.
 *
 * @throws {BenchError} As {@link prepareDataset}, and with exit code 2 for files of a generator.
 */
export async function prepareData(
  { name, options }: DatasetChoice,
  location: DatasetLocation,
): Promise<DataFacts> {
  const generator = findGenerator(name);
  if (generator === undefined) {
    return factsOfImages(await prepareDataset(name, location));
  }
  if (location.dataDirectory !== null) {
    throw usageError(`--data-dir does not apply to ${name}, whose examples are made; leave it out`);
  }
  return factsOfGenerator(generator, options);
}

/**
 * The facts of data that {@link prepareData} has made ready.
 *
 * @throws {BenchError} With exit code 2 for an unknown name or a data set that is not prepared.
 */
export async function factsOf(
  { name, options }: DatasetChoice,
  cacheDirectory: string,
): Promise<DataFacts> {
  const generator = findGenerator(name);
  if (generator !== undefined) return factsOfGenerator(generator, options);
  return factsOfImages(await preparedInfo(findDataset(name).info, cacheDirectory));
}

/**
 * Opens a data set that {@link prepareData} has put into the cache.
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
