import { type CalibrationFindings, calibrationFindings } from "../../analysis/mod.ts";
import { readPredictions, type StoredStudy } from "../../store/mod.ts";
import { comparedTrials } from "./compared_trials.ts";

/**
 * How well the probabilities of the compared models match what happens.
 *
 * @param directory The study's folder.
 * @returns `null` where no run has predictions, and for sorting, whose answers have no probability
 * of their own.
 * @throws {BenchError} With exit code 1 if predictions are corrupt or of different examples.
 */
export async function findCalibration(
  directory: string,
  study: Pick<StoredStudy, "plan" | "runs">,
): Promise<CalibrationFindings | null> {
  if (study.plan.sweep.problem.name === "sorting") return null;
  const { trials, pairs } = comparedTrials(study);
  const predicted = await Promise.all(trials.map(async ({ label, records }) => ({
    label,
    runs: await Promise.all(records.map(async ({ id, seed, outcome }) => ({
      seed,
      diverged: outcome.status === "diverged",
      predictions: (await readPredictions(directory, id))?.predictions ?? null,
    }))),
  })));
  return calibrationFindings(predicted, { pairs, alpha: study.plan.sweep.alpha });
}
