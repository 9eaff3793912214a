import {
  BenchError,
  bestTrial,
  canonicalJson,
  EXIT,
  type SweepSpec,
  type Tuning,
  unequalTuning,
} from "../../spec/mod.ts";
import { readTuning } from "../../store/mod.ts";
import type { CatalogView } from "../catalog_view.ts";
import { applySettings } from "./apply_settings.ts";

/** A search whose result a study uses, restricted to the models of the study. */
export interface TunedStudy {
  /** The study before tuning. */
  readonly base: SweepSpec;
  readonly tuning: Tuning;
  /** Trials of each model. */
  readonly trials: number;
}

/**
 * Reads a search for a study.
 *
 * @param path `tuning.json` or its folder.
 * @param base The study before tuning.
 * @throws {BenchError} With exit code 7 for a search that was not equal for all models, or was made
 * for another study; as `readTuning`.
 */
export async function readTunedStudy(path: string, base: SweepSpec): Promise<TunedStudy> {
  const tuning = await readTuning(path);
  const unfair = (why: string, remedy: string) =>
    new BenchError(`--tuned ${path}: ${why}; ${remedy}`, EXIT.unfair);
  const unequal = unequalTuning(tuning.models);
  if (unequal !== null) {
    throw unfair(unequal, "search again with deno task tune, which treats all models alike");
  }
  const other = otherStudy(base, tuning);
  if (other !== null) {
    throw unfair(other, "search with the same flags as this study, or leave out --tuned");
  }
  return { base, tuning, trials: tuning.models[0]!.trials.length };
}

/** In what a search was made for another study than `base`, or `null`. */
function otherStudy(base: SweepSpec, { sweep, models }: Tuning): string | null {
  const missing = base.models.find(({ name }) => !models.some(({ model }) => model === name));
  if (missing !== undefined) return `${missing.name} was not searched`;
  const parts = [
    "problem",
    "dataset",
    "match",
    "optimiser",
    "schedule",
    "batchSize",
    "dataParallel",
  ] as const;
  const differs = (a: unknown, b: unknown) => canonicalJson(a ?? null) !== canonicalJson(b ?? null);
  const part = parts.find((name) => differs(base[name], sweep[name]));
  if (part !== undefined) return `it was made with another ${WORDS[part]}`;
  for (const { name, options } of base.models) {
    const searched = sweep.models.find((model) => model.name === name);
    if (differs(options, searched?.options)) return `it was made with other options of ${name}`;
    if (differs(base.recipeDifferences[name], sweep.recipeDifferences[name])) {
      return `it was made with another recipe of ${name}`;
    }
  }
  return null;
}

const WORDS = {
  problem: "problem",
  dataset: "data set or other options of it",
  match: "matching of sizes",
  optimiser: "optimiser or learning rate",
  schedule: "schedule",
  batchSize: "batch size",
  dataParallel: "number of replicas",
} as const;

/**
 * Refuses a search that was made on other data of the same name.
 *
 * @throws {BenchError} With exit code 7.
 */
export function requireSameData({ tuning }: TunedStudy, sha256: string): void {
  if (tuning.data === sha256) return;
  throw new BenchError(
    "--tuned: the search was made on other data; search again with deno task tune",
    EXIT.unfair,
  );
}

/**
 * The study with each model's best settings among the first `count` trials.
 *
 * @throws {BenchError} With exit code 7 for a model none of whose first trials has a result.
 */
export function withBestOf<Shape>(
  { base, tuning, trials }: TunedStudy,
  count: number,
  catalog: CatalogView<Shape>,
): SweepSpec {
  const [first] = tuning.models;
  const tuned = base.models.reduce((sweep, { name }) => {
    const best = bestTrial(tuning.models.find(({ model }) => model === name)!.trials, count);
    if (best === null) {
      throw new BenchError(`--tuned: no trial of ${name} has a result`, EXIT.unfair);
    }
    return applySettings(sweep, {
      model: name,
      settings: best.settings,
      reason: `tuned: best of ${count} trials on validation`,
      origin: `the tuned settings of ${name}`,
    }, catalog);
  }, base);
  return {
    ...tuned,
    name: `${base.name}-tuned-${tuning.sha256.slice(0, 8)}`,
    tuning: {
      sha256: tuning.sha256,
      trials,
      sampler: first!.sampler,
      seed: first!.seed,
      budget: first!.budget,
      spaces: Object.fromEntries(tuning.models.map(({ model, space }) => [model, space.name])),
    },
  };
}
