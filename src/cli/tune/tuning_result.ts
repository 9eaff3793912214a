import { join } from "node:path";
import {
  bestTrial,
  type ModelTuning,
  type PlannedTrial,
  type Tuning,
  tuningHash,
  type TuningPlan,
  type TuningTrial,
} from "../../spec/mod.ts";
import { readFailure, readTrial, tuningFolder } from "../../store/mod.ts";

/**
 * What the trials of a search reached, from their files. A trial without a result is kept as missing.
 *
 * @param directory Holds the folder `tuning`.
 * @throws {BenchError} With exit code 1, naming the file, if one is corrupt.
 */
export async function tuningResult(directory: string, plan: TuningPlan): Promise<Tuning> {
  const models: ModelTuning[] = [];
  for (const { model, space, trials } of plan.models) {
    const folder = tuningFolder(directory).trials(model);
    const results: TuningTrial[] = [];
    for (const trial of trials) results.push(await trialResult(folder, trial));
    const { sampler, seed, budget } = plan;
    models.push({ model, space, sampler, seed, budget, trials: results });
  }
  const best = models.flatMap(({ model, trials }) => {
    const found = bestTrial(trials);
    return found === null ? [] : [[model, found.position] as const];
  });
  const tuning: Tuning = {
    schema: 1,
    sweep: plan.sweep,
    backend: plan.backend,
    data: plan.data,
    code: plan.code,
    borrowed: plan.borrowed,
    models,
    best: Object.fromEntries(best),
    sha256: "",
  };
  return { ...tuning, sha256: tuningHash(tuning) };
}

/**
 * What one trial reached.
 *
 * @param folder Of the model's trials.
 */
export async function trialResult(
  folder: string,
  { position, origin, id, settings }: Omit<PlannedTrial, "spec">,
): Promise<TuningTrial> {
  const planned = { position, origin, id, settings: { ...settings } };
  const outcome = await readTrial(join(folder, id));
  if (outcome === null) {
    const detail = await readFailure(folder, id) ?? "not started";
    return { ...planned, status: "missing", detail, accuracy: null, loss: null, spend: null };
  }
  const { status, detail, validation, spend } = outcome;
  const { accuracy, loss } = validation;
  return { ...planned, status, detail, accuracy, loss, spend };
}
