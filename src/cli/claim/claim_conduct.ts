import type { ClaimConduct, RegisteredRun } from "../../analysis/mod.ts";
import { claimFolder, readPlan, readStudy, readVariants } from "../../store/mod.ts";
import type { ClaimFile } from "./read_claim.ts";
import { tuningDeviation } from "./claim_sweep.ts";

/**
 * What was planned and run for a claim, from the files of its studies.
 *
 * @param directory The claim's folder.
 * @param file The claim as it is used now.
 * @throws {BenchError} With exit code 1 for corrupt files.
 */
export async function claimConduct(
  directory: string,
  { claim, sha256 }: Pick<ClaimFile, "claim" | "sha256">,
): Promise<ClaimConduct> {
  const studies: ClaimConduct["studies"][number][] = [];
  const runs = new Map<string, RegisteredRun>();
  for (const { name: dataset } of claim.datasets) {
    const folder = claimFolder(directory).study(dataset);
    const plan = await readPlan(folder);
    if (plan === null) continue;
    studies.push({
      dataset,
      data: plan.data.sha256,
      code: plan.code,
      claim: plan.sweep.claim?.sha256 ?? null,
      tuning: tuningDeviation(claim, plan.sweep.tuning),
    });
    const stored = [await readStudy(folder), ...(await readVariants(folder)).values()];
    for (const { id, environment } of stored.flatMap((study) => study.runs)) {
      const { started, code } = environment;
      runs.set(`${dataset}/${id}`, { dataset, started, code, claim: environment.claim });
    }
  }
  return { claim, sha256, studies, runs: [...runs.values()] };
}
