import { nearestMeanAccuracy, openDataset } from "../../../datasets/mod.ts";
import { PRESETS, REFERENCES } from "../../catalog.ts";
import { canonicalJson, type Sanity, type SweepSpec } from "../../spec/mod.ts";
import { readReferences } from "./read_references.ts";

/**
 * What the models of a study will be held against: recorded studies of the same problem and data, and,
 * for the classification of images, the nearest class mean.
 *
 * @param cacheDirectory Holds the prepared data set.
 */
export async function recordSanity(sweep: SweepSpec, cacheDirectory: string): Promise<Sanity> {
  const references = [];
  for (const { folder, preset } of REFERENCES) {
    const recorded = PRESETS.find(({ name }) => name === preset)!.sweep;
    if (!isAboutTheSame(sweep, recorded)) continue;
    references.push(...await readReferences(folder));
  }
  return { schema: 1, references, floor: await floorOf(sweep, cacheDirectory) };
}

/** Same problem and data, options left at their defaults included; the recipe may differ. */
function isAboutTheSame(sweep: SweepSpec, recorded: SweepSpec): boolean {
  const includes = (whole: SweepSpec["problem"], part: SweepSpec["problem"]) =>
    whole.name === part.name &&
    Object.entries(part.options).every(([option, value]) =>
      canonicalJson(whole.options[option]) === canonicalJson(value)
    );
  return includes(sweep.problem, recorded.problem) && includes(sweep.dataset, recorded.dataset) &&
    sweep.batchSize === recorded.batchSize;
}

async function floorOf(
  { problem, dataset, budget, batchSize }: SweepSpec,
  cacheDirectory: string,
): Promise<Sanity["floor"]> {
  if (problem.name !== "classification") return null;
  const { info, train } = await openDataset(dataset.name, cacheDirectory);
  // As many examples as the models see, where the budget says how many.
  const most = budget.kind === "examples"
    ? budget.examples
    : budget.kind === "steps"
    ? budget.steps * batchSize
    : Infinity;
  const accuracy = nearestMeanAccuracy(train, { classes: info.classes, most });
  return { name: "the nearest class mean", accuracy };
}
