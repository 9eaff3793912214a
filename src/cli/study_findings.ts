import type { Findings } from "../analysis/mod.ts";
import { readChallenges, readNight, type StoredStudy } from "../store/mod.ts";
import type { StudyComparison } from "./compare_study.ts";
import { findAdaptive } from "./findings/adaptive.ts";
import { findBudgets } from "./findings/budgets.ts";
import { findClaim } from "./findings/claim.ts";
import { findCalibration } from "./findings/calibration.ts";
import { findRobustness } from "./findings/robustness.ts";
import { findSecondary } from "./findings/secondary.ts";
import { findTuning } from "./findings/tuning.ts";

/** A study as it is stored, with its further plans and its verdicts. */
export interface ComparedStudy extends StudyComparison {
  readonly study: StoredStudy;
  /** By name. */
  readonly variants: ReadonlyMap<string, StoredStudy>;
}

/**
 * Everything that the analysis finds in a study, topic by topic, from its files alone.
 *
 * @param directory The study's folder.
 * @throws {BenchError} With exit code 1 if files are corrupt or contradict each other.
 */
export async function studyFindings(directory: string, compared: ComparedStudy): Promise<Findings> {
  return {
    comparisons: compared.comparisons,
    budgets: await findBudgets(directory, compared),
    claim: await findClaim(directory, compared),
    ...findSecondary(compared),
    calibration: await findCalibration(directory, compared.study),
    adaptive: await findAdaptive(directory, compared.study),
    robustness: await findRobustness(directory, compared.study),
    gates: compared.gates,
    tuning: await findTuning(directory, compared),
    challenges: await readChallenges(directory),
    night: await readNight(directory),
  };
}
