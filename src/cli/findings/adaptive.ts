import { type AdaptiveFindings, adaptiveFindings } from "../../analysis/mod.ts";
import { readPredictions, readValidationPredictions, type StoredStudy } from "../../store/mod.ts";
import { comparedTrials } from "./compared_trials.ts";

/**
 * What the compared models answer if each example stops as soon as the model is certain enough.
 *
 * @param directory The study's folder.
 * @returns `null` where no completed run has both several ticks and validation predictions.
 * @throws {BenchError} With exit code 1 if predictions are corrupt.
 */
export async function findAdaptive(
  directory: string,
  study: Pick<StoredStudy, "plan" | "runs">,
): Promise<AdaptiveFindings | null> {
  const trials = await Promise.all(
    comparedTrials(study).trials.map(async ({ label, records }) => {
      const runs = await Promise.all(
        records.filter(({ outcome }) => outcome.status === "completed").map(
          async ({ id, seed }) => {
            const test = await readPredictions(directory, id);
            const validation = await readValidationPredictions(directory, id);
            return { seed, test: test?.predictions, validation: validation?.predictions ?? null };
          },
        ),
      );
      return {
        label,
        runs: runs.flatMap(({ seed, test, validation }) =>
          test ? [{ seed, test, validation }] : []
        ),
      };
    }),
  );
  return adaptiveFindings(trials, { alpha: study.plan.sweep.alpha });
}
