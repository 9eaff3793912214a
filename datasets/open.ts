import { usageError } from "../src/spec/errors.ts";
import { cacheFolder, findCached, readPart } from "./cache.ts";
import type { DatasetFacts, DatasetInfo, OpenDataset } from "./dataset.ts";

/**
 * Opens a prepared data set: checks the sizes of all files and the
 * SHA-256 of the training split.
 *
 * @throws {BenchError} With exit code 2 if it is not prepared, 1 if the cache is corrupt.
 */
export async function openPrepared(
  facts: DatasetFacts,
  cacheDirectory: string,
): Promise<OpenDataset> {
  const { name } = facts;
  const cached = await requireCached(facts, cacheDirectory);
  const train = await readPart(cached, "train");
  let testRead = false;
  return {
    info: cached.info,
    train,
    async readTest() {
      if (testRead) {
        throw new Error(
          `The test split of ${name} was read before; a run reads it once, at its end`,
        );
      }
      testRead = true;
      return await readPart(cached, "test");
    },
  };
}

/**
 * What is recorded of a prepared data set; reads none of its examples.
 *
 * @throws {BenchError} With exit code 2 if it is not prepared.
 */
export async function preparedInfo(
  facts: DatasetFacts,
  cacheDirectory: string,
): Promise<DatasetInfo> {
  return (await requireCached(facts, cacheDirectory)).info;
}

async function requireCached(facts: DatasetFacts, cacheDirectory: string) {
  const cached = await findCached(facts, cacheDirectory);
  if (cached !== null) return cached;
  throw usageError(
    `data set ${facts.name} is not prepared: expected it in ${
      cacheFolder(facts.name, cacheDirectory)
    }; deno task bench prepares it, or check the cache folder (CTM_BENCH_CACHE)`,
  );
}
