import {
  type BudgetFindings,
  claimDeviations,
  type ClaimEvaluation,
  evaluateClaim,
} from "../../analysis/mod.ts";
import { usageError } from "../../spec/mod.ts";
import {
  claimFolder,
  type ClaimLock,
  readClaimLock,
  readPlan,
  readStudy,
  readTextIfPresent,
  readVariants,
} from "../../store/mod.ts";
import { compareStudy } from "../compare_study.ts";
import { findBudgets } from "../findings/budgets.ts";
import type { ComparedStudy } from "../study_findings.ts";
import { claimConduct } from "./claim_conduct.ts";
import { type ClaimFile, readClaim } from "./read_claim.ts";
import { studyObstacle } from "./study_obstacle.ts";

/** A study as its verdict is printed. */
export interface JudgedStudy extends ComparedStudy {
  readonly directory: string;
  readonly budgets: BudgetFindings | null;
}

/** A claim, its registration and its studies as they are stored. */
export interface StoredClaim {
  readonly directory: string;
  readonly file: ClaimFile;
  readonly lock: ClaimLock;
  /** In the order of the claim's data sets, those that have been planned. */
  readonly studies: readonly JudgedStudy[];
  readonly evaluation: ClaimEvaluation;
  readonly deviations: readonly string[];
}

/** Whether a folder is that of a claim. */
export async function holdsClaim(directory: string): Promise<boolean> {
  return await readTextIfPresent(claimFolder(directory).lock) !== null;
}

/**
 * Reads and evaluates a claim from its files alone.
 *
 * @throws {BenchError} With exit code 2 if the folder holds no claim, 1 for corrupt files.
 */
export async function readStoredClaim(directory: string): Promise<StoredClaim> {
  const folder = claimFolder(directory);
  const lock = await readClaimLock(directory);
  if (lock === null) {
    throw usageError(`${directory} holds no claim (no claim.lock.json); give a claim's folder`);
  }
  const file = await readClaim(folder.claim);
  const studies: JudgedStudy[] = [];
  for (const { name } of file.claim.datasets) {
    const own = folder.study(name);
    if (await readPlan(own) !== null) studies.push(await judgeStudy(own));
  }
  const evaluation = evaluateClaim(
    file.claim,
    studies.map((one) => ({
      dataset: one.study.plan.sweep.dataset.name,
      comparisons: one.comparisons,
      obstacle: studyObstacle(one),
    })),
  );
  const deviations = claimDeviations(lock, await claimConduct(directory, file));
  return { directory, file, lock, studies, evaluation, deviations };
}

/**
 * Reads a study and its verdicts under all budgets.
 *
 * @throws {BenchError} As `readStudy` and `compareStudy`.
 */
export async function judgeStudy(directory: string): Promise<JudgedStudy> {
  const study = await readStudy(directory);
  const variants = await readVariants(directory);
  const compared = { study, variants, ...await compareStudy(directory, study) };
  return { ...compared, directory, budgets: await findBudgets(directory, compared) };
}
