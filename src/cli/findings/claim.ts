import { dirname, resolve } from "node:path";
import { claimDeviations, type ClaimFindings, evaluateClaim } from "../../analysis/mod.ts";
import { claimFolder, readClaimLock, readTextIfPresent } from "../../store/mod.ts";
import { claimConduct } from "../claim/claim_conduct.ts";
import { readClaim } from "../claim/read_claim.ts";
import { studyObstacle } from "../claim/study_obstacle.ts";
import type { ComparedStudy } from "../study_findings.ts";

/**
 * What a study says about the claim that it is part of, whose files are in the folder above.
 *
 * @param directory The study's folder.
 * @returns `null` for a study without a claim.
 * @throws {BenchError} With exit code 1 or 2 if the claim's files are corrupt.
 */
export async function findClaim(
  directory: string,
  compared: ComparedStudy,
): Promise<ClaimFindings | null> {
  const { sweep } = compared.study.plan;
  if (sweep.claim === null) return null;
  const parent = dirname(resolve(directory));
  const lock = await readClaimLock(parent);
  const { claim: path } = claimFolder(parent);
  if (lock?.claim.name !== sweep.claim.name || await readTextIfPresent(path) === null) {
    return { kind: "unregistered", name: sweep.claim.name, sha256: sweep.claim.sha256 };
  }
  const file = await readClaim(path);
  const dataset = sweep.dataset.name;
  const { comparisons } = compared;
  const { datasets } = evaluateClaim(file.claim, [
    { dataset, comparisons, obstacle: studyObstacle(compared) },
  ]);
  const finding = datasets.find((one) => one.dataset === dataset);
  if (finding === undefined) {
    return { kind: "unregistered", name: sweep.claim.name, sha256: sweep.claim.sha256 };
  }
  const conduct = await claimConduct(parent, file);
  return {
    kind: "registered",
    claim: file.claim,
    sha256: lock.sha256,
    locked: lock.locked,
    finding,
    deviations: claimDeviations(lock, {
      ...conduct,
      studies: conduct.studies.filter((one) => one.dataset === dataset),
      runs: conduct.runs.filter((one) => one.dataset === dataset),
    }),
  };
}
