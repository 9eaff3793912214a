import { type RobustnessFindings, robustnessFindings } from "../../analysis/mod.ts";
import { readRobustness, type StoredStudy } from "../../store/mod.ts";
import { comparedTrials } from "./compared_trials.ts";

/**
 * How accurate the compared models are on corrupted test examples.
 *
 * @param directory The study's folder.
 * @returns `null` where nothing was corrupted.
 * @throws {BenchError} With exit code 1 if files are corrupt or runs were not tested on the same
 * pixels.
 */
export async function findRobustness(
  directory: string,
  study: Pick<StoredStudy, "plan" | "runs">,
): Promise<RobustnessFindings | null> {
  const chance = study.runs[0]?.outcome.test.chance;
  if (chance === undefined) return null;
  const { trials, pairs } = comparedTrials(study);
  const measured = await Promise.all(trials.map(async ({ label, records }) => ({
    label,
    runs: await Promise.all(records.map(async ({ id, seed, outcome }) => ({
      seed,
      diverged: outcome.status === "diverged",
      robustness: await readRobustness(directory, id),
    }))),
  })));
  return robustnessFindings(measured, { pairs, alpha: study.plan.sweep.alpha, chance });
}
